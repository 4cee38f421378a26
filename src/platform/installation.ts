/** What an installation knows of itself: a few notes in the database that belong to no account. */
import { database, isDuplicateKey } from './mongo.ts';
import { seal, unseal } from './token.ts';

type Note = { _id: string } & Record<string, unknown>;

const notes = () => database().collection<Note>('installation');

export async function findNote<Value>(name: string): Promise<Value | null> {
  return (await notes().findOne({ _id: name })) as Value | null;
}

export async function writeNote(name: string, value: Record<string, unknown>): Promise<void> {
  await notes().replaceOne({ _id: name }, value, { upsert: true });
}

/** Writes it where there is none yet. @returns what stands there now */
async function noteOnce<Value extends Record<string, unknown>>(name: string, value: Value): Promise<Value> {
  try {
    await notes().insertOne({ _id: name, ...value });
    return value;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await findNote<Value>(name)) ?? value;
  }
}

export const SECRET_NOTE = 'secret';

/** Whether this is the secret that the data was made with; the first one asked about is. */
export async function secretFits(secret: string): Promise<boolean> {
  const { proof } = await noteOnce(SECRET_NOTE, { proof: seal(secret, 'afterword') });
  try {
    return unseal(secret, proof) === 'afterword';
  } catch {
    return false;
  }
}

/** @returns whether there was one */
export async function removeNote(name: string): Promise<boolean> {
  return (await notes().deleteOne({ _id: name })).deletedCount > 0;
}
