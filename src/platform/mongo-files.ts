/** Uploaded files in the database, so that any worker can read what any web process took in. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';

function bucket() {
  const { db } = mongoose.connection;
  if (!db) throw new Error('not connected');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'uploads', chunkSizeBytes: 512 * 1024 });
}

/** Stores a file under an id, in pieces: memory does not grow with its size. */
export async function storeFile(id: string, path: string): Promise<void> {
  await pipeline(createReadStream(path), bucket().openUploadStream(id, { metadata: { storedAt: new Date() } }));
}

/** Writes a stored file to `path`. @throws when there is none under this id */
export async function fetchFile(id: string, path: string): Promise<void> {
  await pipeline(bucket().openDownloadStreamByName(id), createWriteStream(path));
}

/** Safe to do twice, also at once. */
export async function deleteFile(id: string): Promise<void> {
  const files = bucket();
  for await (const { _id } of files.find({ filename: id })) {
    await files.delete(_id).catch((error: Error) => {
      if (!error.message.startsWith('File not found')) throw error;
    });
  }
}
