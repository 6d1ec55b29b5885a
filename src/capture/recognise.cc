#include "capture/recognise.h"

#include <algorithm>
#include <array>

namespace culprit::capture {
namespace {

constexpr std::string_view kScreenshot =
    "In Wireshark, use File > Save As and give culprit that file; a screenshot holds no packets.";
constexpr std::string_view kUnpack = "Unpack it and give culprit the capture inside.";
constexpr std::string_view kConvert =
    "Convert it with Wireshark (File > Save As, type pcapng, or: editcap -F pcapng IN OUT) and give culprit "
    "the "
    "result.";
constexpr std::string_view kLog = "Give the capture first, and this log with --log.";
constexpr std::string_view kNoPackets = "Give culprit a file that a capturing tool wrote: pcap or pcapng.";
constexpr std::string_view kFlows = "Give culprit the capture that they were made of.";
constexpr std::string_view kExport = "In Wireshark, use File > Save As instead of Export Packet Dissections.";

/// Bytes that a kind of file always has at one place.
struct Magic {
  size_t at;
  std::string_view bytes;
  std::string_view what, next;
};
using namespace std::string_view_literals;
constexpr std::array kMagics{
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "This is a picture (PNG), not a capture.", kScreenshot},
    Magic{0, "\xff\xd8\xff"sv, "This is a picture (JPEG), not a capture.", kScreenshot},
    Magic{0, "GIF8"sv, "This is a picture (GIF), not a capture.", kScreenshot},
    Magic{8, "WEBPVP8"sv, "This is a picture (WebP), not a capture.", kScreenshot},
    Magic{0, "%PDF-"sv, "This is a PDF document, not a capture.", kNoPackets},
    Magic{0, "PK\x03\x04"sv, "This is a ZIP archive (or an office document), not a capture.", kUnpack},
    Magic{0, "PK\x05\x06"sv, "This is an empty ZIP archive.", kNoPackets},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv, "This is a 7z archive, not a capture.", kUnpack},
    Magic{0, "Rar!\x1a\x07"sv, "This is a RAR archive, not a capture.", kUnpack},
    Magic{257, "ustar"sv, "This is a tar archive, not a capture.", kUnpack},
    Magic{0, "\x1f\x8b"sv, "This is compressed three times (gzip inside).",
          "Unpack it once and give culprit the result."},
    Magic{0, "\x28\xb5\x2f\xfd"sv, "This is compressed three times (zstd inside).",
          "Unpack it once and give culprit the result."},
    Magic{0,
          "\x7f"
          "ELF"sv,
          "This is a program (ELF), not a capture.", kNoPackets},
    Magic{0, "TRSNIFF data    \x1a"sv, "This is a compressed Sniffer capture, which culprit does not read.",
          kConvert},
    Magic{0, "XCP\0"sv, "This is a NetXRay or Sniffer capture of a form that culprit does not read.",
          kConvert},
    Magic{0, "\x05VNF"sv, "This is a Visual Networks capture of a form that culprit does not read.",
          kConvert},
    Magic{0, "\xaa\xaa\xaa\xaa"sv, "This is a 5View file of a form that culprit does not read.", kConvert},
    Magic{0, "NetScaler"sv, "This is a NetScaler trace, a format that culprit does not read.", kConvert},
    Magic{0, "\0\0\2\0\x12\x05\0"sv,
          "This is a Tektronix K12 (rf5) trace, a format that culprit does not read.", kConvert},
    Magic{0, "EyeSDN"sv, "This is an EyeSDN trace, a format that culprit does not read.", kConvert},
    Magic{0, "SQLite format 3\0"sv, "This is an SQLite database, not a capture.", kNoPackets},
    Magic{0, "<?php"sv, "This is a PHP script, not a capture.",
          "Give culprit scan the folder that holds it."},
};

const Magic* magic_of(Bytes head) {
  const auto found =
      std::ranges::find_if(kMagics, [&](const Magic& m) { return head.sub(m.at).starts_with(m.bytes); });
  return found == kMagics.end() ? nullptr : &*found;
}

Error make(std::string_view what, std::string_view next) {
  return {std::string(what), "", std::string(next)};
}

struct Kind {
  bool (*is)(Bytes head);
  std::string_view what, next;
};

bool all_zero(Bytes head) {
  return std::ranges::all_of(head.text(), [](char c) { return c == 0; });
}

// A picture's file header tells its own size and a small reserved zero; "BM" alone begins many a word.
bool is_bitmap(Bytes head) { return head.starts_with("BM") && head.le32(6) == 0 && head.le32(14) <= 124; }
bool is_windows_program(Bytes head) {
  return head.starts_with("MZ") && head.has(0, 64) && head.le32(0x3c) < 0x10000;
}

// An event trace log begins with a buffer header: its size, and again its size as what is filled.
bool is_event_trace(Bytes head) {
  const uint32_t size = head.le32(0);
  return size >= 4096 && size <= (1 << 24) && size % 1024 == 0 && head.le32(4) <= size && head.le32(4) != 0 &&
         head.le32(8) <= size && head.has(0, 104);
}

// pcap's version 2.4 where it belongs, behind a magic number that is none: the file was edited or damaged.
bool is_damaged_pcap(Bytes head) {
  const bool little = head.le32(4) == 0x00040002, big = head.be32(4) == 0x00020004;
  return head.has(0, 24) && (little || big) && head.le32(8) == 0;
}
bool is_damaged_pcapng(Bytes head) { return head.be32(0) == 0x0a0d0d0a; }

bool is_text(Bytes head) {
  const auto plain = [](char c) {
    return static_cast<uint8_t>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r' || c == '\x1b';
  };
  return !head.empty() && std::ranges::all_of(head.text(), plain);
}

std::string_view trimmed(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}
std::string_view first_line(Bytes head) {
  const std::string_view text = trimmed(head.text());
  return text.substr(0, text.find_first_of("\r\n"));
}
bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Case does not matter; `lower` is in lower case.
bool begins(std::string_view text, std::string_view lower) {
  const auto same = [](char low, char c) { return low == (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); };
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), same);
}

bool is_html(Bytes head) {
  const std::string_view text = trimmed(head.text());
  return begins(text, "<!doctype html") || begins(text, "<html");
}
bool is_packet_xml(Bytes head) { return holds(head.text(), "<pdml"); }
bool is_packet_json(Bytes head) {
  return holds(head.text(), "\"_source\"") && holds(head.text(), "\"layers\"");
}
bool is_json(Bytes head) {
  const std::string_view text = trimmed(head.text());
  return text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("{\n") ||
         text.starts_with("{\r");
}
bool is_xml(Bytes head) { return trimmed(head.text()).starts_with("<?xml"); }

// What Zeek and Argus write.
bool is_flow_records(Bytes head) {
  const std::string_view text = head.text();
  return text.starts_with("#separator ") || first_line(head).starts_with("StartTime,Dur,Proto,") ||
         (text.starts_with('{') && holds(text, "\"id.orig_h\""));
}

bool is_packet_details(Bytes head) { return first_line(head).starts_with("Frame 1:"); }

// Common log format: host, two names, [time], "request", status.
bool is_access_log(Bytes head) {
  const std::string_view line = first_line(head);
  const size_t time = line.find(" [");
  const size_t request = time == std::string_view::npos ? time : line.find("] \"", time);
  return request != std::string_view::npos && holds(line.substr(request), "\" ");
}
bool is_error_log(Bytes head) {
  const std::string_view line = first_line(head);
  const bool dated = line.size() > 26 && line[4] == ' ' && line[8] == ' ' && line[25] == ']';
  return (line.starts_with('[') && holds(line, "] [") && (dated || holds(line, "pid "))) ||
         (line.size() > 20 && line[4] == '/' && line[7] == '/' && holds(line, " [error] "));
}

// RFC 3164 "Mar  4 18:20:01 host ...", RFC 5424 "<34>1 2011-...", or the ISO stamp of newer daemons.
bool is_syslog(Bytes head) {
  static constexpr std::string_view months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
  const std::string_view line = first_line(head);
  if (line.size() < 20) return false;
  if (line[0] == '<') return is_digit(line[1]) && line.find('>') <= 4;
  const bool classic = months.find(line.substr(0, 4)) % 4 == 0 && line[9] == ':' && line[12] == ':';
  const bool iso =
      is_digit(line[0]) && line[4] == '-' && line[7] == '-' && line[10] == 'T' && holds(line, ": ");
  return classic || iso;
}

constexpr std::array kBinaries{
    Kind{all_zero, "The file holds nothing but zeros.",
         "Get it again from where it came from; the copy failed."},
    Kind{is_bitmap, "This is a picture (BMP), not a capture.", kScreenshot},
    Kind{is_windows_program, "This is a program (EXE), not a capture.", kNoPackets},
    Kind{is_damaged_pcap, "This looks like a pcap file whose first bytes are damaged.",
         "Get it again from where it came from; copy it in binary mode."},
    Kind{is_damaged_pcapng, "This looks like a pcapng file whose first block is damaged.",
         "Get it again from where it came from; copy it in binary mode."},
    Kind{is_event_trace, "This is a Windows event trace (ETL), not a pcap file.",
         "Convert it with etl2pcapng and give culprit the result."},
};
constexpr std::array kTexts{
    Kind{is_packet_xml,
         "These are packet details exported as XML (PDML); the packets themselves are not in it.", kExport},
    Kind{is_html, "This is a web page (HTML), not a capture; a download may have gone wrong.",
         "Download the capture itself, not the page that shows it."},
    Kind{is_packet_json, "This is a packet list exported as JSON; the packets themselves are not in it.",
         kExport},
    Kind{is_flow_records, "These are flow records, not packets: who talked to whom, but not what was said.",
         kFlows},
    Kind{is_packet_details,
         "These are packet details exported as text; the packets themselves are not in it.", kExport},
    Kind{is_access_log, "This is a web server's access log, not a capture.", kLog},
    Kind{is_error_log, "This is a web server's error log, not a capture.", kLog},
    Kind{is_syslog, "This is a system log, not a capture.", kLog},
    Kind{is_json, "This is JSON, not a capture.", kNoPackets},
    Kind{is_xml, "This is XML, not a capture.", kNoPackets},
    Kind{is_text, "This is text, not a capture.", kNoPackets},
};

}  // namespace

bool is_known(Bytes head) { return magic_of(head) != nullptr; }

Error recognise(Bytes head) {
  if (head.empty()) return make("The file is empty.", "Check that the capture ran, and copy the file again.");
  if (const Magic* magic = magic_of(head)) return make(magic->what, magic->next);
  for (const Kind& kind : kBinaries) {
    if (kind.is(head)) return make(kind.what, kind.next);
  }
  for (const Kind& kind : kTexts) {
    if (is_text(head) && kind.is(head)) return make(kind.what, kind.next);
  }
  return make("This is not a capture, nor anything else that culprit knows.", kNoPackets);
}

}  // namespace culprit::capture
