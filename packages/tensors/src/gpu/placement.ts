import type { DType, NumericArray } from '../dtype.ts';
import { type Shape, showShape } from '../shape.ts';
import { ConcreteTensor, type Placement } from '../tensor.ts';
import type { Device } from './device.ts';
import type { DeviceBuffer } from './device-buffer.ts';
import { toDevice } from './elements-on-device.ts';

/** A tensor's hold on a buffer: it ends by a donation, or when the tensor has been collected as garbage. */
interface Hold {
  readonly buffer: DeviceBuffer;
  isOver: boolean;
}

const end = (hold: Hold): void => {
  if (hold.isOver) return;
  hold.isOver = true;
  forgotten.unregister(hold);
  hold.buffer.release();
};
const forgotten: FinalizationRegistry<Hold> = new FinalizationRegistry<Hold>(end);

interface DevicePlacement extends Placement {
  readonly heap: Device;
  readonly buffer: DeviceBuffer;
}

/** A tensor's placement on a device, to which its caller gives a hold. */
const placementOf = (
  device: Device,
  hold: Hold,
  readLater?: () => Promise<NumericArray>,
): DevicePlacement => ({
  heap: device,
  address: 0,
  owner: { alive: true },
  buffer: hold.buffer,
  end: () => end(hold),
  ...(readLater === undefined ? {} : { readLater }),
});

/** A tensor's buffer on a device, if it has one there. */
const bufferOn = (device: Device, { placement }: ConcreteTensor): DeviceBuffer | undefined =>
  placement?.heap === device ? (placement as DevicePlacement).buffer : undefined;

/** A buffer that its caller holds, or the upload of one. */
export type BufferSource = DeviceBuffer | (() => Promise<DeviceBuffer>);

/** An input of a call. Its elements are read at once, and uploaded later. */
export const enterTensor = (device: Device, tensor: ConcreteTensor): BufferSource => {
  tensor.requireAlive();
  const present = bufferOn(device, tensor);
  if (present !== undefined) return present.hold();
  const values = toDevice(tensor.data);
  return async () => {
    // Another argument, or another call, may have uploaded it meanwhile.
    const uploaded = bufferOn(device, tensor);
    if (uploaded !== undefined) return uploaded.hold();
    const { shape, dtype } = tensor;
    const purpose = `an input of shape ${showShape(shape)}`;
    const buffer = await device.upload(values, { purpose, dtype });
    const hold: Hold = { buffer: buffer.hold(), isOver: false };
    forgotten.register(tensor, hold, hold);
    tensor.place(placementOf(device, hold));
    return buffer;
  };
};

/** A tensor whose elements are in a buffer that its caller holds, and gives to it. */
export const tensorOf = (
  device: Device,
  buffer: DeviceBuffer,
  { shape, dtype }: { readonly shape: Shape; readonly dtype: DType },
  readLater: () => Promise<NumericArray>,
): ConcreteTensor => {
  const hold: Hold = { buffer, isOver: false };
  const tensor = ConcreteTensor.placed(shape, dtype, placementOf(device, hold, readLater));
  forgotten.register(tensor, hold, hold);
  return tensor;
};
