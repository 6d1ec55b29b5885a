// Writers of pcap and pcapng files, written from the formats' descriptions.
#pragma once

#include <memory>
#include <string>

#include "link.h"
#include "output.h"

namespace generate {

struct FileOptions {
  bool pcapng = false;
  bool big_endian = false;
  bool nanoseconds = false;
  Link link = Link::ethernet;
  Compression compression = Compression::none;
  int level = 0;
  std::size_t snap_length = 262144;  // of each frame, no more is kept
};

// Said about the capture as a whole; only pcapng has room for it.
struct CaptureNotes {
  std::string interface = "Local Area Connection";
  std::string comment;
};

class CaptureFile {
 public:
  virtual ~CaptureFile() = default;
  virtual void write(Time time, View bytes) = 0;
  virtual void close() = 0;
};

std::unique_ptr<CaptureFile> create_capture(const std::string& path, const FileOptions& options,
                                            const CaptureNotes& notes);

}  // namespace generate
