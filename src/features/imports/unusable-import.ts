import { faultText, type Fault } from '../../domain/import-remark.ts';
import { UnusableFile, type UnusableReason } from '../../platform/table/unusable-file.ts';

/** A table that is no use as an import of its kind: what is wrong can be said in every language. */
export class UnusableImport extends UnusableFile {
  constructor(reason: UnusableReason, readonly fault: Fault) {
    super(reason, faultText(fault, 'en'));
  }
}
