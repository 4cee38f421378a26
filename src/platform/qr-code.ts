/** The only door to qrcode: squares as one SVG path, so that a page can draw them itself. */
import { create } from 'qrcode';

export interface QrCode {
  /** Squares a side. */
  size: number;
  /** `d` of a path in units of squares: a bar for each run of dark ones. */
  path: string;
}

/** @throws for more text than fits, some 2,900 bytes */
export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'L' });
  const { size } = modules;
  const bars: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const start = column;
      while (column < size && modules.get(row, column) === 1) column += 1;
      if (column > start) bars.push(`M${start} ${row}h${column - start}v1h-${column - start}z`);
    }
  }
  return { size, path: bars.join('') };
}
