/** Fields of the settings page, in the shape their partial shows. */
import type { AccountTexts } from '../../domain/account-texts.ts';
import type { Form } from './account-form.ts';

export interface SettingField {
  id: string;
  name: string;
  label: string;
  help: string | null;
  value: string;
  problem: string | null;
  /** Ids of help and problem. */
  describedBy: string;
  isArea: boolean;
  /** Empty: not a choice. */
  options: { value: string; text: string; isChosen: boolean }[];
  type: 'text' | 'number';
  dir: 'auto' | 'ltr';
}

export interface FieldKit {
  field(name: keyof AccountTexts['problems'], label: string, help: string | null, shape?: Partial<Pick<SettingField, 'isArea' | 'type' | 'dir'>>): SettingField;
  choice(name: keyof AccountTexts['problems'], label: string, help: string | null, choices: readonly (readonly [value: string, text: string])[]): SettingField;
}

/** @param wrong names of fields that were refused */
export function fieldKit(form: Form, wrong: ReadonlySet<string>, { problems }: AccountTexts): FieldKit {
  const make = (name: keyof AccountTexts['problems'], label: string, help: string | null, shape: Partial<SettingField>): SettingField => {
    const problem = wrong.has(name) ? problems[name] : null;
    const describedBy = [...(help === null ? [] : [`${name}-help`]), ...(problem === null ? [] : [`${name}-problem`])].join(' ');
    return { id: name, name, label, help, problem, value: form[name] ?? '', describedBy, isArea: false, options: [], type: 'text', dir: 'auto', ...shape };
  };
  return {
    field: (name, label, help, shape = {}) => make(name, label, help, shape),
    choice: (name, label, help, choices) => make(name, label, help, { options: choices.map(([value, text]) => ({ value, text, isChosen: value === form[name] })) }),
  };
}
