import { crc32 } from 'node:zlib';

/** A running hash of all that happened: two 32-bit lanes of integer operations. */
export class EventHash {
  #high = 0x9e3779b9;
  #low = 0x85ebca6b;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  event(timeUs: number, kind: number, process: number, detail: number): void {
    this.#count += 1;
    this.#mix(timeUs % 4294967296);
    this.#mix(Math.floor(timeUs / 4294967296) * 31 + kind);
    this.#mix(process * 65599 + detail);
  }

  bytes(bytes: Uint8Array): void {
    this.#mix(crc32(bytes));
    this.#mix(bytes.length);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  #mix(value: number): void {
    this.#high = Math.imul(this.#high ^ value, 2654435761);
    this.#high = (this.#high << 13) | (this.#high >>> 19);
    this.#low = Math.imul(this.#low ^ (value + this.#high), 1597334677);
    this.#low ^= this.#low >>> 15;
  }

  reset(): void {
    this.#high = 0x9e3779b9;
    this.#low = 0x85ebca6b;
    this.#count = 0;
  }

  digest(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return `${hex(this.#high)}${hex(this.#low)}`;
  }
}
