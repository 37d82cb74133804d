/** Files that NumPy 2.4 wrote, in base64. */
const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** `np.save` of `np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype('i2'))`. */
export const fortranFile: Uint8Array = bytes(
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAo' +
    'MiwgMywgNCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg' +
    'ICAgICAgIAoAAAwABAAQAAgAFAABAA0ABQARAAkAFQACAA4ABgASAAoAFgADAA8ABwATAAsAFwA=',
);

/** `np.array(7.5)`, format version 3. */
export const scalarFile: Uint8Array = bytes(
  'k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUn' +
    'OiAoKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg' +
    'ICAgICAgIAoAAAAAAAAeQA==',
);

/** `np.zeros(1, dtype=[('a', 'f4'), ('b', 'i4')])`. */
export const structuredFile: Uint8Array = bytes(
  'k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxmNCcpLCAoJ2InLCAnPGk0JyldLCAnZm9ydHJhbl9v' +
    'cmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg' +
    'ICAgICAgIAoAAAAAAAAAAA==',
);

/** `np.savez_compressed` of `x=np.array([[1.5, 2], [3, 4]], dtype='f4')`, `y=np.array([0, 1, 2])`. */
export const npzFile: Uint8Array = bytes(
  'UEsDBC0AAAAIAAAAIQC/DJk0//////////8FABQAeC5ucHkBABAAkAAAAAAAAABTAAAAAAAAAJvsF+ob' +
    'EMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1' +
    'CmQDLgaGA/YMDAwOQATEDQ4AUEsDBC0AAAAIAAAAIQD3QBLq//////////8FABQAeS5ucHkBABAAmAAA' +
    'AAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClO' +
    'BYoXZyQWpAL5GsY6mjoKtQoUAC4GKGCE0kxQGgBQSwECLQMtAAAACAAAACEAvwyZNFMAAACQAAAABQAA' +
    'AAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEA90AS6kwAAACYAAAABQAAAAAAAAAAAAAA' +
    'gAGKAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAADQEAAAAA',
);
