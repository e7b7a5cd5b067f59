/* Postings: bits in base 64, read as many at a time as they take. The format is in docs/search-index.md. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const SPREAD = 16384, STEP = 64, READING = "~=";
  const NAME = 1, SUMMARY = 2, ANYWHERE = 0x8000, BODY = 0xfffc, UNKNOWN = 0xffff; // sets of sections, a bit for each
  Object.assign(search, { NAME, SUMMARY, UNKNOWN });

  const digits = (number) => 32 - Math.clz32(number);
  const parameter = (numbers, count) => Math.max(0, digits(Math.floor((2 * numbers) / (3 * count))) - 1);

  /* `numbered` tells { first, numbers, few }: the number of the first document, how many there may be, and up to how many of
     a posting nothing is said of where it stands in each. */
  class Bits {
    constructor(text, numbered) {
      const raw = atob(text), bytes = new Uint8Array(raw.length + 4);
      for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
      this.bytes = bytes;
      this.size = 8 * raw.length;
      this.numbered = numbered;
      this.at = 0;
    }

    /* What comes next, from the top of a word of 32 bits on; at least 25 of them count. */
    ahead() {
      const byte = this.at >> 3, bytes = this.bytes;
      return ((bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3]) << (this.at & 7);
    }

    /* A number of `size` bits, at most 24. */
    number(size) {
      const word = this.ahead();
      this.at += size;
      return size ? word >>> (32 - size) : 0;
    }

    /* How many bits of this sort stand before the next of the other sort, which is taken too. */
    row(bit) {
      for (let count = 0; this.at < this.size; count += 25, this.at += 25) {
        const more = Math.clz32(bit ? ~this.ahead() : this.ahead());
        if (more < 25) {
          this.at += more + 1;
          return count + more;
        }
      }
      throw new Error("bits");
    }

    /* A number from 1 on in Elias' gamma code. */
    count() {
      const size = this.row(0);
      return (1 << size) | this.number(size);
    }

    /* A number in Rice code, of which so many bits are written as they are. */
    rice(size) {
      const word = this.ahead(), high = Math.clz32(~word), end = high + 1 + size;
      if (end <= 25) {
        this.at += end;
        return (high << size) | (size && (word << (high + 1)) >>> (32 - size));
      }
      return this.row(1) * (1 << size) + this.number(size);
    }

    /* Ascending numbers that are written as gaps. */
    numbers(count) {
      const found = new Int32Array(count), { first, numbers } = this.numbered, size = parameter(numbers, count);
      for (let n = 0, last = first - 1; n < count; n++) found[n] = last += this.rice(size) + 1;
      return found;
    }

    /* A set of sections. */
    sections() {
      let found = 0, word = this.ahead();
      for (let left = 5; ; word <<= 5, left--) {
        if (!left) [word, left] = [this.ahead(), 5];
        this.at += 5;
        found |= 1 << (word >>> 28);
        if (!(word & 0x8000000)) return found & ANYWHERE ? found | BODY : found;
      }
    }

    /* The best place of a character. */
    tier() {
      const word = this.ahead();
      this.at += word < 0 ? 2 : 1;
      return word >= 0 ? ANYWHERE : word & 0x40000000 ? NAME : SUMMARY;
    }

    /* Past a posting, of which only the length matters. */
    pass(sort) {
      const count = this.count(), { numbers, few } = this.numbered, size = parameter(numbers, count);
      for (let n = 0; n < count; n++) {
        this.row(1);
        this.at += size;
      }
      if (sort === CHARACTER) for (let n = 0; n < count; n++) this.tier();
      if (sort === PLACED && count > few) for (let n = 0; n < count; n++) this.sections();
    }

    /* A posting: the documents, ascending, and the sections of each. */
    posting(sort) {
      const count = this.count(), docs = this.numbers(count), where = new Uint16Array(count);
      if (sort === READ) where.fill(NAME);
      else if (sort === CHARACTER) for (let n = 0; n < count; n++) where[n] = this.tier();
      else if (count > this.numbered.few) for (let n = 0; n < count; n++) where[n] = this.sections();
      else where.fill(UNKNOWN);
      return { docs, where };
    }
  }
  search.Bits = Bits;

  const READ = 0, CHARACTER = 1, PLACED = 2; // sorts of keys, by what is written of the places where they stand
  const sortOf = (key) =>
    READING.includes(key[0]) ? READ : key.length === String.fromCodePoint(key.codePointAt(0)).length && !search.isRun(key) ? CHARACTER : PLACED;

  /* How many pairs of a shard stand before this one, or -1. Of the second character only the multiple of the number of shards
     is written. */
  function pairsBefore(key, place, count, pairs, shards) {
    const [wanted, behind] = [...key].map((char) => char.codePointAt(0)), bits = new Bits(pairs, null);
    const first = parameter(SPREAD, count), second = digits(Math.floor(SPREAD / shards));
    for (let n = 0, char = 0; n < count; n++) {
      char += bits.rice(first);
      const times = bits.rice(second);
      if (char > wanted) return -1;
      if (char === wanted && times * shards + ((((place - search.FACTOR * char) % shards) + shards) % shards) === behind) return n;
    }
    return -1;
  }

  /* The posting of a key, as the shard of a layer at this place tells. A long one stands by itself, the others in a row: of those before
     it only the ones behind the last place that is known are passed on the way. */
  search.readPosting = function (key, layer, place, [count, pairs, others, packed, , long, known]) {
    if (Object.prototype.hasOwnProperty.call(long, key)) return new Bits(long[key], layer).posting(sortOf(key));
    const isPair = [...key].length === 2 && !(search.isRun(key[0]) && search.isRun(key[1])) && sortOf(key) !== READ;
    const rest = others ? others.split(" ") : [];
    const own = isPair ? pairsBefore(key, place, count, pairs, layer.shards) : rest.indexOf(key);
    if (own < 0) return { docs: [], where: [] };
    const end = isPair ? own : count + own, step = Math.floor(end / STEP), start = step ? known[step - 1] : 0;
    const from = Math.floor(start / 24) * 4, until = step < known.length ? Math.ceil(known[step] / 24) * 4 : packed.length;
    const bits = new Bits(packed.slice(from, until), layer); // four letters are three bytes
    bits.at = start - from * 6;
    for (let n = step * STEP; n < end; n++) bits.pass(n < count ? PLACED : sortOf(rest[n - count]));
    return bits.posting(sortOf(key));
  };
})();
