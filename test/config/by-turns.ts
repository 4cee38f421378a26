import { statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const sizeOf = ({ moduleId }: TestSpecification): number => statSync(moduleId).size;

/**
 * Projects that run side by side give a file each by turns, the larger ones first: what mostly waits runs beside what
 * mostly computes, and no long file runs alone at the end.
 */
export class ByTurns extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map<string, number>();
    const placed = files.toSorted((one, other) => sizeOf(other) - sizeOf(one)).map((file) => {
      const { name } = file.project;
      const place = places.get(name) ?? 0;
      places.set(name, place + 1);
      return { file, place, order: file.project.config.sequence.groupOrder };
    });
    return placed.toSorted((one, other) => one.order - other.order || one.place - other.place).map(({ file }) => file);
  }
}
