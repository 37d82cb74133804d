import { crc32 } from '../../npy/crc32.ts';
import { type ZipMember, zipMembers } from '../../npy/zip-members.ts';
import { type Parts, peek, wholeOf } from './parts.ts';
import { TableFault } from './table-fault.ts';

/** The maximum size of a zip file, which is held in memory because its directory is at its end. */
const MOST_ZIPPED = 2 ** 30;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The decompressed parts of gzip data with any number of members. Faults of the source are thrown on. */
async function* gunzip(source: string, parts: Parts): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  let broken: { readonly error: unknown } | undefined;
  const write = async (): Promise<void> => {
    try {
      for await (const part of parts) {
        writer.write(part as Uint8Array<ArrayBuffer>).catch(() => {}); // `ready` fails too.
        const isOpen = await writer.ready.then(
          () => true,
          () => false,
        );
        if (!isOpen) return;
      }
    } catch (error) {
      broken = { error };
      return writer.abort(error);
    }
    return writer.close();
  };
  const writing = write().catch(() => {}); // The reader fails too.
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await writing;
  } catch (error) {
    if (broken !== undefined) throw broken.error;
    throw new TableFault({
      _tag: 'CorruptGzip',
      source,
      message: `${source} cannot be decompressed: ${messageOf(error)}; fetch the file again`,
    });
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The member of a zip file as gzip data, so that it is decompressed in parts, and its checksum is verified. */
const gzipOf = ({ stored, size, crc }: ZipMember): readonly Uint8Array[] => {
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, crc, true);
  trailer.setUint32(4, size % 2 ** 32, true);
  return [
    Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255),
    stored,
    new Uint8Array(trailer.buffer),
  ];
};

/** Folders, and what macOS adds to each zip file. */
const isAside = ({ name }: ZipMember): boolean => name.endsWith('/') || /^__MACOSX\//.test(name);

const corruptZip = (source: string, why: string): TableFault =>
  new TableFault({
    _tag: 'CorruptZip',
    source,
    message: `${source} cannot be unzipped: ${why}; unzip it, and read the file inside`,
  });

async function* unzip(source: string, parts: Parts): AsyncGenerator<Uint8Array> {
  const bytes = await wholeOf(parts, MOST_ZIPPED);
  if (bytes === undefined)
    throw corruptZip(source, `it has more than ${MOST_ZIPPED / 2 ** 30} GiB`);
  let members: readonly ZipMember[];
  try {
    members = zipMembers(bytes).filter((member) => !isAside(member));
  } catch (error) {
    throw corruptZip(source, messageOf(error));
  }
  const [member] = members;
  if (member === undefined || members.length > 1)
    throw corruptZip(source, `it has ${members.length} files inside, where one was expected`);
  if (member.isDeflated) yield* gunzip(source, gzipOf(member));
  else if (crc32(member.stored) === member.crc) yield member.stored;
  else throw corruptZip(source, `the checksum of ${member.name} is wrong`);
}

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, i) => bytes[i] === byte);

/** The parts, decompressed if their first bytes are those of gzip or zip, whatever the name of the file. */
export async function* decompress(source: string, parts: Parts): AsyncGenerator<Uint8Array> {
  const { head, all, close } = await peek(parts, 4);
  try {
    if (startsWith(head, [0x1f, 0x8b])) yield* gunzip(source, all);
    else if (startsWith(head, [0x50, 0x4b, 3, 4])) yield* unzip(source, all);
    else yield* all;
  } finally {
    close();
  }
}
