#include "capture/pcapng_block.h"

namespace culprit::capture {
namespace {

constexpr uint32_t kOrderMagic = 0x1a2b3c4d;

}  // namespace

bool is_known(BlockType type) {
  switch (type) {
    case BlockType::interface_description:
    case BlockType::obsolete_packet:
    case BlockType::simple_packet:
    case BlockType::name_resolution:
    case BlockType::interface_statistics:
    case BlockType::enhanced_packet:
    case BlockType::journal_entry:
    case BlockType::decryption_secrets:
    case BlockType::custom:
    case BlockType::custom_private:
    case BlockType::darwin_process:
    case BlockType::section_header:
      return true;
  }
  return false;
}

BlockHead block_head(Bytes block, bool swapped) {
  BlockHead head{BlockType{Ordered(block, swapped).u32(0)}, swapped};
  if (head.type == BlockType::section_header) {
    head.swapped = block.be32(8) == kOrderMagic;
    if (!head.swapped && block.le32(8) != kOrderMagic) return head;
  }
  const size_t size = Ordered(block, head.swapped).u32(4);
  // Some writers forget to count the padding.
  if (size >= kBlockFrame && size <= kMostBlock) head.size = padded(size);
  return head;
}

bool is_closed(Bytes block, bool swapped) {
  const Ordered ordered(block, swapped);
  return block.size() >= kBlockFrame && ordered.u32(block.size() - 4) == ordered.u32(4);
}

}  // namespace culprit::capture
