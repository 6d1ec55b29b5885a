#include "capture_file.h"

#include <algorithm>
#include <string_view>

namespace generate {
namespace {

// Fields in the byte order of the capturing machine, which a capture file's magic number tells.
class Fields {
 public:
  explicit Fields(bool big_endian) : big_endian_(big_endian) {}

  Fields& u16(std::uint64_t value) { return number(value, 2); }
  Fields& u32(std::uint64_t value) { return number(value, 4); }
  Fields& bytes(View view) {
    out_.insert(out_.end(), view.begin(), view.end());
    return *this;
  }
  Fields& pad_to_four() {
    out_.resize((out_.size() + 3) / 4 * 4);
    return *this;
  }
  Fields& option(unsigned code, View value) {
    return value.empty() ? *this : u16(code).u16(value.size()).bytes(value).pad_to_four();
  }
  Fields& option(unsigned code, std::string_view text) {
    return option(code, View(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  const Bytes& view() const { return out_; }

 private:
  Fields& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i)
      out_.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian_ ? width - 1 - i : i)));
    return *this;
  }

  bool big_endian_;
  Bytes out_;
};

class Pcap : public CaptureFile {
 public:
  Pcap(std::unique_ptr<Output> out, const FileOptions& options) : out_(std::move(out)), options_(options) {
    const std::uint32_t magic = options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
    out_->write(Fields(options.big_endian)
                    .u32(magic)
                    .u16(2)
                    .u16(4)
                    .u32(0)
                    .u32(0)
                    .u32(options.snap_length)
                    .u32(link_type_number(options.link))
                    .view());
  }
  void write(Time time, View bytes) override {
    const View kept = bytes.first(std::min(bytes.size(), options_.snap_length));
    const auto nanos = static_cast<std::uint64_t>(time.count());
    const std::uint64_t fraction = nanos % 1'000'000'000;
    out_->write(Fields(options_.big_endian)
                    .u32(nanos / 1'000'000'000)
                    .u32(options_.nanoseconds ? fraction : fraction / 1000)
                    .u32(kept.size())
                    .u32(bytes.size())
                    .view());
    out_->write(kept);
  }
  void close() override { out_->close(); }

 private:
  std::unique_ptr<Output> out_;
  FileOptions options_;
};

class Pcapng : public CaptureFile {
 public:
  Pcapng(std::unique_ptr<Output> out, const FileOptions& options, const CaptureNotes& notes)
      : out_(std::move(out)), options_(options) {
    block(section_header, Fields(options.big_endian)
                              .u32(0x1a2b3c4d)
                              .u16(1)
                              .u16(0)
                              .u32(0xffffffff)
                              .u32(0xffffffff)
                              .option(1, notes.comment)
                              .option(4, "culprit-generate")
                              .u32(0));
    const Bytes resolution = {static_cast<std::uint8_t>(options.nanoseconds ? 9 : 6)};
    block(interface_description, Fields(options.big_endian)
                                     .u16(link_type_number(options.link))
                                     .u16(0)
                                     .u32(options.snap_length)
                                     .option(2, notes.interface)
                                     .option(9, View(resolution))
                                     .u32(0));
  }
  void write(Time time, View bytes) override {
    const View kept = bytes.first(std::min(bytes.size(), options_.snap_length));
    ++packets_;
    last_ = ticks(time);
    block(enhanced_packet, Fields(options_.big_endian)
                               .u32(0)
                               .u32(last_ >> 32)
                               .u32(last_)
                               .u32(kept.size())
                               .u32(bytes.size())
                               .bytes(kept)
                               .pad_to_four());
  }
  void close() override {
    const auto count = [&](std::uint64_t n) {  // a 64-bit number in the file's byte order
      Fields f(options_.big_endian);
      return options_.big_endian ? f.u32(n >> 32).u32(n) : f.u32(n).u32(n >> 32);
    };
    block(interface_statistics, Fields(options_.big_endian)
                                    .u32(0)
                                    .u32(last_ >> 32)
                                    .u32(last_)
                                    .option(4, View(count(packets_).view()))
                                    .option(5, View(count(0).view()))
                                    .u32(0));
    out_->close();
  }

 private:
  enum BlockType : std::uint32_t {
    interface_description = 1,
    interface_statistics = 5,
    enhanced_packet = 6,
    section_header = 0x0a0d0d0a
  };

  std::uint64_t ticks(Time time) const {
    return static_cast<std::uint64_t>(time.count()) / (options_.nanoseconds ? 1 : 1000);
  }
  void block(BlockType type, const Fields& body) {
    const std::size_t total = body.view().size() + 12;
    out_->write(Fields(options_.big_endian).u32(type).u32(total).view());
    out_->write(body.view());
    out_->write(Fields(options_.big_endian).u32(total).view());
  }

  std::unique_ptr<Output> out_;
  FileOptions options_;
  std::uint64_t packets_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace

std::unique_ptr<CaptureFile> create_capture(const std::string& path, const FileOptions& options,
                                            const CaptureNotes& notes) {
  auto out = open_output(path, options.compression, options.level);
  if (options.pcapng) return std::make_unique<Pcapng>(std::move(out), options, notes);
  return std::make_unique<Pcap>(std::move(out), options);
}

}  // namespace generate
