/** Every engine of a test run fills the memory of its programs with junk, and watches its borders. */
Reflect.set(globalThis, Symbol.for('@puregrad/poison'), true);
