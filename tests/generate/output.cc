#include "output.h"

#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <stdexcept>

namespace generate {
namespace {

class PlainFile : public Output {
 public:
  explicit PlainFile(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "wb")) {
    if (!file_) throw std::runtime_error("cannot write " + path_);
  }
  ~PlainFile() override {
    if (file_) std::fclose(file_);
  }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  void write(View bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
      throw std::runtime_error("cannot write " + path_);
  }
  void close() override {
    if (std::fclose(std::exchange(file_, nullptr))) throw std::runtime_error("cannot finish " + path_);
  }

 private:
  std::string path_;
  std::FILE* file_;
};

constexpr std::size_t piece = 1 << 16;

class GzipFile : public Output {
 public:
  GzipFile(const std::string& path, int level) : file_(path), room_(piece) {
    constexpr int gzip_wrapper = 15 + 16;
    if (deflateInit2(&stream_, level ? level : Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_wrapper, 8,
                     Z_DEFAULT_STRATEGY))
      throw std::runtime_error("cannot start gzip");
  }
  ~GzipFile() override { deflateEnd(&stream_); }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  void write(View bytes) override {
    stream_.next_in = const_cast<Bytef*>(bytes.data());  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in) step(Z_NO_FLUSH);
  }
  void close() override {
    while (step(Z_FINISH) != Z_STREAM_END) {
    }
    file_.close();
  }

 private:
  int step(int flush) {
    stream_.next_out = room_.data();
    stream_.avail_out = static_cast<uInt>(room_.size());
    const int result = deflate(&stream_, flush);
    if (result == Z_STREAM_ERROR) throw std::runtime_error("gzip failed");
    file_.write(View(room_).first(room_.size() - stream_.avail_out));
    return result;
  }

  PlainFile file_;
  Bytes room_;
  z_stream stream_{};
};

class ZstdFile : public Output {
 public:
  ZstdFile(const std::string& path, int level) : file_(path), room_(piece), context_(ZSTD_createCCtx()) {
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level ? level : ZSTD_CLEVEL_DEFAULT);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdFile() override { ZSTD_freeCCtx(context_); }
  ZstdFile(const ZstdFile&) = delete;
  ZstdFile& operator=(const ZstdFile&) = delete;

  void write(View bytes) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) step(in, ZSTD_e_continue);
  }
  void close() override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    while (step(nothing, ZSTD_e_end)) {
    }
    file_.close();
  }

 private:
  std::size_t step(ZSTD_inBuffer& in, ZSTD_EndDirective end) {
    ZSTD_outBuffer out{room_.data(), room_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_, &out, &in, end);
    if (ZSTD_isError(left)) throw std::runtime_error(ZSTD_getErrorName(left));
    file_.write(View(room_).first(out.pos));
    return left;
  }

  PlainFile file_;
  Bytes room_;
  ZSTD_CCtx* context_;
};

}  // namespace

std::unique_ptr<Output> open_output(const std::string& path, Compression compression, int level) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipFile>(path, level);
    case Compression::zstd:
      return std::make_unique<ZstdFile>(path, level);
    case Compression::none:
      break;
  }
  return std::make_unique<PlainFile>(path);
}

}  // namespace generate
