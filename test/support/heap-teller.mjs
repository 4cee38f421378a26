/** Loaded into a process before anything else: on SIGWINCH, which it has no use for, it collects its garbage and writes the bytes in use to HEAP_FOLDER/pid.
 * Without compiled code: of that there is more for hours, as more of it turns out to be worth compiling. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const path = join(process.env.HEAP_FOLDER ?? '', String(process.pid));

process.on('SIGWINCH', async () => {
  // What finalizers let go of is collected by the next one.
  for (let time = 0; time < 4; time += 1) {
    collect();
    await sleep(50);
  }
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  writeFileSync(`${path}.new`, String(process.memoryUsage().heapUsed - machineCode - bytecode));
  renameSync(`${path}.new`, path);
});
