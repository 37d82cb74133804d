/** What has elements, or throws if they are asked for. */
interface Source {
  readonly data: Iterable<number>;
}

/** An array that is filled when it is first looked at. */
class Elements extends Array<number> {
  static {
    // What inspections show, and the error of `structuredClone` and `postMessage` says.
    Object.defineProperty(Elements, 'name', { value: 'Tensor' });
    Object.defineProperty(Elements.prototype, Symbol.toStringTag, { value: 'Tensor' });
  }

  #source: Source;

  constructor(source: Source) {
    super();
    this.#source = source;
  }

  static empty(elements: Elements, source = elements.#source): void {
    elements.#source = source;
    if (elements.length > 0) elements.length = 0;
  }

  static filled(elements: Elements): Elements {
    if (elements.length === 0) for (const value of elements.#source.data) elements.push(value);
    return elements;
  }
}

const refuse = (): boolean => false;

const filling: ProxyHandler<Elements> = {
  get: (elements, key) =>
    key === Symbol.toStringTag ? undefined : Reflect.get(Elements.filled(elements), key),
  has: (elements, key) => Reflect.has(Elements.filled(elements), key),
  ownKeys: (elements) => Reflect.ownKeys(Elements.filled(elements)),
  getOwnPropertyDescriptor: (elements, key) =>
    Reflect.getOwnPropertyDescriptor(Elements.filled(elements), key),
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
};

/**
 * The elements of a tensor as comparisons see them: `assert.deepStrictEqual`, `toEqual` and their kin look
 * at a value's own enumerable properties, and not into private ones. An array of numbers, not the typed
 * array: Node compares those bit by bit, and there are many NaNs.
 *
 * Filled when it is looked at, for elements may be in a program's memory. A proxy takes a tenth of the time
 * of a getter, which each tensor would need as its own. It cannot be cloned, so that `structuredClone`
 * throws.
 */
export const elementsOf = (source: Source): readonly number[] =>
  new Proxy(new Elements(source), filling);

/** Elements of one tensor after another, whose program makes them in one place. */
export interface ReusedElements {
  readonly seen: () => readonly number[];
  /** Must be called when the next tensor's elements come. */
  readonly empty: () => void;
  /** As `empty`, if the last tensor keeps what it has shown, to be filled by it. */
  readonly leaveTo: (tensor: Source) => void;
}

export const reusedElementsOf = (source: Source): ReusedElements => {
  let elements = new Elements(source);
  let seen = new Proxy(elements, filling);
  return {
    seen: () => seen,
    empty: () => Elements.empty(elements),
    leaveTo: (tensor) => {
      Elements.empty(elements, tensor);
      elements = new Elements(source);
      seen = new Proxy(elements, filling);
    },
  };
};
