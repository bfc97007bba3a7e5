/** How many names are remembered besides. */
const RECENT = 1024;

/**
 * Numbers names from 0 in the order of their first appearance. A run asks for the same names half
 * a million times with a fresh string each time; a Map takes three times as long for that, because
 * it leaves the engine's compiled code to hash every string it has not seen.
 */
export class NameIndex {
  readonly names: string[] = [];
  #hashes = new Int32Array(1024);
  /** Number plus one of the name in each slot, 0 for a free one. */
  #slots = new Int32Array(2048);
  // An order's events come close together, so that most names were asked for a moment ago. Finding
  // those by their last letters, in a place that the next name overwrites, takes a third less time.
  readonly #recent: string[] = Array.from({ length: RECENT }, () => '');
  readonly #recentNumbers = new Int32Array(RECENT).fill(-1);

  /** The number of a name, a new one if it has none yet. */
  numberOf(name: string): number {
    const slot = endingOf(name) % RECENT;
    const known = this.#recentNumbers[slot] ?? -1;
    if (known !== -1 && this.#recent[slot] === name) return known;
    const number = this.#lookUp(name);
    this.#recent[slot] = name;
    this.#recentNumbers[slot] = number;
    return number;
  }

  #lookUp(name: string): number {
    const hash = hashOf(name);
    const slot = this.#slotOf(name, hash);
    const number = (this.#slots[slot] ?? 0) - 1;
    return number === -1 ? this.#add(name, hash, slot) : number;
  }

  /** The number of a name, -1 if it has none. */
  find(name: string): number {
    return (this.#slots[this.#slotOf(name, hashOf(name))] ?? 0) - 1;
  }

  /** Where the name stands, or would. */
  #slotOf(name: string, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number === -1) return slot;
      if (this.#hashes[number] === hash && this.names[number] === name) return slot;
    }
  }

  #add(name: string, hash: number, slot: number): number {
    const number = this.names.length;
    this.names.push(name);
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    // At most half full, so that a search ends after a step or two.
    if (this.names.length === this.#hashes.length) this.#grow();
    return number;
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(hashes.length * 2);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.names.length; number += 1) {
      let slot = (hashes[number] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

/** The last letters, as a number. */
function endingOf(name: string): number {
  let ending = 0;
  for (let index = Math.max(0, name.length - 4); index < name.length; index += 1) {
    ending = ((ending << 5) ^ name.charCodeAt(index)) >>> 0;
  }
  return ending;
}

/** FNV-1a with a last mix, so that names which differ in their last digit only spread too. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
