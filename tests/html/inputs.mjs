// Inputs that the tests make themselves.
import fs from 'node:fs';

export const HOSTILE = '<img src=x onerror=window.hacked=1><script>window.hacked=2</script><!--"\'&`|[a](http://evil.example)';

/** A pcap file: `pairs` pairs of hosts, each with a UDP question to a port of its own and its answer. */
export function manyTalks(file, pairs) {
  const chunks = [Buffer.alloc(24)];
  chunks[0].writeUInt32LE(0xa1b2c3d4, 0);
  chunks[0].writeUInt16LE(2, 4);
  chunks[0].writeUInt16LE(4, 6);
  chunks[0].writeUInt32LE(65535, 16);
  chunks[0].writeUInt32LE(1, 20);
  const ports = [53, 123, 161, 514, 1194, 1812, 5060, 5353, 3478, 4500, 69, 67, 137, 1900, 27015, 51820];
  const packet = (n, src, dst, sport, dport, ms) => {
    const size = 14 + 28 + 8 + n % 300, b = Buffer.alloc(16 + size);
    b.writeUInt32LE(1_300_000_000 + Math.floor(ms / 1000), 0);
    b.writeUInt32LE(ms % 1000 * 1000, 4);
    b.writeUInt32LE(size, 8);
    b.writeUInt32LE(size, 12);
    b.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0], 16);
    b.writeUInt16BE(size - 14, 32);
    b.set([64, 17], 38);
    b.writeUInt32BE(src, 42);
    b.writeUInt32BE(dst, 46);
    b.writeUInt16BE(sport, 50);
    b.writeUInt16BE(dport, 52);
    b.writeUInt16BE(size - 34, 54);
    b.fill(0x61 + n % 20, 58);
    chunks.push(b);
  };
  for (let i = 0; i < pairs; ++i) {
    const inside = 0x0a000000 + (i % 2000), outside = 0xc6336400 + i * 13, port = ports[i % ports.length];
    packet(i, inside, outside >>> 0, 40000 + i % 20000, port, i * 10);
    packet(i + 1, outside >>> 0, inside, port, 40000 + i % 20000, i * 10 + 3);
  }
  fs.writeFileSync(file, Buffer.concat(chunks));
}

/** An upload, its first use and an order, with names that would like to be HTML. */
export function hostileLog() {
  const name = HOSTILE.replaceAll('"', '').replaceAll(' ', '%20');
  const raw = HOSTILE.replaceAll('"', '\\"');
  const line = (time, request, status) => `203.0.113.66 - - [06/Mar/2011:14:0${time} +0000] "${request}" ${status} 120 "${raw}" "${raw}"\n`;
  const raw_path = HOSTILE.replaceAll('"', '').replaceAll(' ', '+').replaceAll('src=x', 'src=x');
  return line('0:01', `PUT /webdav/${name}.php HTTP/1.1`, 201) + line('1:00', `GET /webdav/${name}.php HTTP/1.1`, 200) +
    line('2:00', `GET /webdav/..php?act=phptools&host=${raw_path}&time=60 HTTP/1.1`, 200) +
    line('3:00', `GET /webdav/..php?act=phptools&host=198.51.100.7&time=60&x=${raw} HTTP/1.1`, 200);
}
