// Capture files of every format become frames.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "capture/frame.h"

namespace culprit::capture {

/// Something that a reader noticed and survived: a cut record, an absurd length, an unknown block.
struct Damage {
  std::string
      code;  ///< kebab-case, a key of the wording room ("warning.<code>"): cut-record, absurd-length, ...
  uint64_t offset = 0;  ///< byte offset in the uncompressed input
  uint64_t frame = 0;   ///< the last frame read before it; 0 = none
  uint64_t count = 1;   ///< how often, where repeats are folded
};

struct Interface {
  std::string name;         ///< may be empty
  uint16_t link = 0;        ///< LINKTYPE_ number
  uint32_t snaplen = 0;     ///< 0 = no limit known
  uint8_t time_digits = 6;  ///< decimal digits of the second that the clock resolves: 0..9
};

/// What the capturing tool says about a program. A claim: no packet shows it.
struct ProcessClaim {
  uint64_t pid = 0;
  std::string name;    ///< may be empty
  std::string source;  ///< who says so: "darwin", "pktap", "etl2pcapng", "ptcpdump", "netmon"
  friend bool operator==(const ProcessClaim&, const ProcessClaim&) = default;
};

/// What somebody wrote down in the file.
struct Comment {
  uint64_t frame = 0;  ///< 0 = about the whole file
  std::string text;    ///< raw bytes, escape before showing
  friend bool operator==(const Comment&, const Comment&) = default;
};

/// A name for an address, as the capturing computer had it.
struct NameClaim {
  Address address;
  std::string name;
};

/// What a file says about itself.
struct Info {
  std::string format;  ///< "pcap", "pcapng"
  std::vector<Interface> interfaces;
  uint64_t dropped = 0;           ///< packets that the capturing tool says it lost
  std::vector<Comment> comments;  ///< of sections, interfaces and packets, at most 64
  std::string tool;               ///< the capturing program's own name, where told
  std::vector<Damage> damage;     ///< at most 64, then folded by code
  bool truncated = false;         ///< ends inside a record, or is damaged beyond reading on
  uint64_t packets = 0;
  uint64_t wire_bytes = 0;
  std::vector<ProcessClaim> processes;  ///< at most 1024
  std::vector<NameClaim> names;         ///< of the file's own name table, at most 8192
  std::string secrets;  ///< TLS keys (the format of SSLKEYLOGFILE) that the file brings, at most 1 MiB
  bool listed = false;  ///< the frames are rows of a packet list: nothing of the packets' content is known
};

/// A reader of one capture. Bytes go in by `push`, in pieces of any size; frames come out by `pull` until it
/// gives none. Frames are views into the pushed piece; only a record that straddles two pieces is copied.
///   while (piece = source.next()) { reader.push(piece); while (n = reader.pull(frames)) ...; }
///   reader.finish();
class Reader {
 public:
  virtual ~Reader() = default;
  virtual void push(Bytes piece) = 0;
  /// Fills at most `out.size()` frames; 0 = more bytes are needed. Frames stay valid until the next push() or
  /// pull().
  virtual size_t pull(std::span<Frame> out) = 0;
  /// The input has ended: what is left is a cut record. A last pull() may still give frames.
  virtual void finish() = 0;
  /// True when nothing more can be read, whatever is pushed.
  virtual bool stuck() const = 0;
  virtual const Info& info() const = 0;
};

/// One capture format: a plug-in constant.
struct Format {
  const char* id;
  size_t need;  ///< bytes that `sniff` wants to see
  bool (*sniff)(Bytes head);
  std::unique_ptr<Reader> (*open)(uint32_t file);
};
std::span<const Format* const> formats();

/// The reader for an input that begins with `head` (at least 64 bytes of it, or all of it). An error names
/// what the bytes are instead of a capture, where they are something known, and the one next step.
Result<std::unique_ptr<Reader>> open_reader(Bytes head, uint32_t file);

}  // namespace culprit::capture
