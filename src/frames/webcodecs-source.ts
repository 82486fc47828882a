import {
  BlobSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  WEBM,
  type EncodedPacket,
  type InputVideoTrack,
} from 'mediabunny';
import { AppError } from '../domain/index.js';
import { codedPicture } from './avc.js';
import { sequenceParameters, type SequenceParameters } from './avc-sequence.js';
import { knowsMatrix, type ColourTags } from './colour.js';
import { lengthSize, nalUnits, type LengthSize } from './nal-units.js';
import type { Structure } from './structure.js';
import { orientationOf, type Orientation } from './orientation.js';
import { followsOn, listPackets, presentationOf } from './packet-list.js';
import type { Presentation } from './presentation.js';
import { streamTags } from './stream-tags.js';

/** A packet as it is listed, in the order of the file, which is the order of decoding. */
export interface SourcePacket {
  /** Seconds, as the container has it. */
  readonly time: number;
  readonly key: boolean;
}

/** A video taken apart: its packets, and what the container and the stream say of its pictures. */
export interface Source {
  readonly file: File;
  /** By ffmpeg's name. */
  readonly codec: string;
  readonly config: VideoDecoderConfig;
  readonly packets: readonly SourcePacket[];
  readonly presentation: Presentation;
  /** Place among the packets of each picture in presentation order. */
  readonly places: readonly number[];
  readonly tags: ColourTags;
  readonly orientation: Orientation;
  /** Width over height of one pixel as decoded, before rotation. */
  readonly pixelAspect: number;
  /** Only for H.264. */
  readonly avc: { readonly lengths: LengthSize; readonly sequence: SequenceParameters } | null;
  /**
   * A packet with its data.
   * @param before the packet before it, if that is at hand: it is found faster then
   * @throws AppError `corrupt-video` when it is not there
   */
  readonly packet: (place: number, before?: EncodedPacket | null) => Promise<EncodedPacket>;
  readonly close: () => void;
}

/** mediabunny's names of codecs, and ffmpeg's. */
const codecs = {
  ...{ avc: 'h264', hevc: 'hevc', vp8: 'vp8', vp9: 'vp9', av1: 'av1', prores: 'prores' },
} as const;

/** Packets looked into for fields: an interlaced stream that has them does not hide them for long. */
const searchedForFields = 32;

const corrupt = (file: File, what: string): AppError =>
  new AppError('corrupt-video', `${file.name} ${what}. Download or copy it again.`);

const unsupported = (file: File, what: string): AppError =>
  new AppError(
    'unsupported-video',
    `${file.name} ${what}. Convert it to H.264 in MP4 and give that.`,
  );

/**
 * Takes a video apart with mediabunny.
 * @throws AppError `corrupt-video` when the file is cut off or damaged; `unsupported-video` when it is none of the
 *   containers, has no video track, or its packets leave doubt which pictures there are
 */
export async function openSource(file: File, structure: Structure): Promise<Source> {
  const input = new Input({
    source: new BlobSource(file),
    formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS],
  });
  try {
    return await takenApart(file, structure, input);
  } catch (thrown) {
    input.dispose();
    if (thrown instanceof AppError) throw thrown;
    throw new AppError(
      'unsupported-video',
      `${file.name} cannot be taken apart (${String(thrown)}). Convert it to H.264 in MP4 and give that.`,
      { cause: thrown },
    );
  }
}

async function takenApart(
  file: File,
  { edits, fragmented }: Structure,
  input: Input,
): Promise<Source> {
  if (!(await input.canRead()))
    throw unsupported(file, 'is none of MP4, MOV, Matroska, WebM and MPEG-TS');
  const [track] = await input.getVideoTracks();
  if (!track) throw unsupported(file, 'has no video track that this decoder knows');
  const codec = await track.getCodec();
  const config = codec && (await track.getDecoderConfig());
  if (!config) throw unsupported(file, 'has a codec that this decoder does not know');
  const { supported } = await VideoDecoder.isConfigSupported(config).catch(() => ({
    supported: false,
  }));
  if (!supported)
    throw unsupported(file, `is ${codecs[codec]}, which this browser does not decode`);
  const sink = new EncodedPacketSink(track);
  const first = await sink.getFirstPacket();
  if (!first) throw corrupt(file, 'holds no picture');
  const listed = await listPackets(sink, codec);
  if (fragmented && !followsOn(listed)) throw corrupt(file, 'lacks pictures between its fragments');
  const placed = presentationOf(listed, edits.get(track.id) ?? []);
  if (!placed) throw unsupported(file, 'leaves doubt which pictures it shows');
  if (placed.places.length === 0) throw corrupt(file, 'holds no picture');
  const avc = codec === 'avc' ? avcOf(file, config, first) : null;
  const tags = await streamTags(track, avc?.sequence ?? null, first);
  if (!knowsMatrix(tags.matrix))
    throw unsupported(file, `has colours in ${tags.matrix ?? ''}, which are not known here`);
  const packets = listed.map(({ time, key }) => ({ time, key }));
  const source: Source = {
    file,
    codec: codecs[codec],
    config,
    packets,
    ...placed,
    tags,
    orientation: orientationOf(await track.getTransformationMatrix()),
    pixelAspect: await pixelAspectOf(track),
    avc,
    packet: (place, before = null) => packetAt(sink, { file, packets }, place, before),
    close: () => {
      input.dispose();
    },
  };
  await refuseLoneFields(source);
  return source;
}

/** @throws AppError `unsupported-video` when the parameters that pictures are made by cannot be read */
function avcOf(
  file: File,
  { description }: VideoDecoderConfig,
  { data }: EncodedPacket,
): Source['avc'] {
  const box = description === undefined ? undefined : bytesOf(description);
  const lengths = lengthSize(box);
  const sequence = sequenceParameters(box, nalUnits(data, lengths) ?? []);
  if (!sequence) throw unsupported(file, 'does not begin with what its pictures are made by');
  return { lengths, sequence };
}

const bytesOf = (source: AllowSharedBufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);

async function pixelAspectOf(track: InputVideoTrack): Promise<number> {
  const { num, den } = await track.getPixelAspectRatio();
  return num / den;
}

async function packetAt(
  sink: EncodedPacketSink,
  { file, packets }: Pick<Source, 'file' | 'packets'>,
  place: number,
  before: EncodedPacket | null,
): Promise<EncodedPacket> {
  const time = packets[place]?.time ?? 0;
  const found = await (before
    ? sink.getNextPacket(before)
    : place === 0
      ? sink.getFirstPacket()
      : sink.getPacket(time));
  if (found?.timestamp !== time) throw corrupt(file, `is cut off or damaged in packet ${place}`);
  return found;
}

/** @throws AppError `unsupported-video` where the two fields of a picture come in packets of their own */
async function refuseLoneFields(source: Source): Promise<void> {
  if (!source.avc?.sequence.interlaced) return;
  let packet: EncodedPacket | null = null;
  for (let place = 0; place < Math.min(searchedForFields, source.packets.length); place++) {
    packet = await source.packet(place, packet);
    const units = nalUnits(packet.data, source.avc.lengths);
    if (units && codedPicture(units, source.avc.sequence)?.lone)
      throw unsupported(source.file, 'has its fields apart, which this decoder does not join');
  }
}
