#include "capture/recognise.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace culprit::capture {
namespace {

using namespace std::string_view_literals;

struct Example {
  std::string bytes;
  std::string_view says, next;
};

std::string tar() {
  std::string out(512, '\0');
  out.replace(0, 4, "file");
  out.replace(257, 5, "ustar");
  return out;
}
std::string exe() {
  std::string out(128, '\0');
  out.replace(0, 2, "MZ");
  out[0x3c] = 0x40;
  return out;
}
std::string etl() {
  std::string out(4096, '\0');
  out[1] = out[5] = out[9] = 0x10;
  out[100] = 1;
  return out;
}

const std::array kExamples{
    Example{"", "empty", "copy"},
    Example{std::string(4096, '\0'), "zeros", "again"},
    Example{"\x89PNG\r\n\x1a\n....", "This is a picture (PNG), not a capture.", "File > Save As"},
    Example{"\xff\xd8\xff\xe0..JFIF", "JPEG", "screenshot"},
    Example{"GIF89a......", "GIF", "screenshot"},
    Example{std::string("RIFF\x10\0\0\0WEBPVP8 ", 16), "WebP", "screenshot"},
    Example{std::string("BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 18), "BMP", "screenshot"},
    Example{"%PDF-1.7\n", "PDF", "pcap"},
    Example{"PK\x03\x04......", "ZIP", "Unpack"},
    Example{"7z\xbc\xaf\x27\x1c....", "7z", "Unpack"},
    Example{tar(), "tar", "Unpack"},
    Example{"\x1f\x8b\x08....", "three times (gzip", "once"},
    Example{"\x28\xb5\x2f\xfd....", "three times (zstd", "once"},
    Example{"\x7f"
            "ELF\x02\x01",
            "ELF", "pcap"},
    Example{std::string("\x05VNF\x5d\x02", 6), "Visual Networks", "Wireshark"},
    Example{"TRSNIFF data    \x1a", "compressed Sniffer", "editcap"},
    Example{"NetScaler V20 Performance Data", "NetScaler", "editcap"},
    Example{"\xaa\xaa\xaa\xaa\x20", "5View", "Wireshark"},
    Example{exe(), "EXE", "pcap"},
    Example{etl(), "ETL", "etl2pcapng"},
    Example{std::string("\xa1\xb2\xc3\x0a\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\1\0\0\0", 24),
            "first bytes are damaged", "binary"},
    Example{std::string("\x0a\x0d\x0d\x0a\x1c\0\0\0....", 12), "first block is damaged", "again"},
    Example{"<?php eval($x);", "PHP script", "culprit scan"},
    Example{"\xef\xbb\xbf \n<!DOCTYPE HTML><html>", "HTML", "Download"},
    Example{"{\"a\": 1}", "JSON", "pcap"},
    Example{"<?xml version=\"1.0\"?>\n<pdml>", "exported as XML", "Save As"},
    Example{"<?xml version=\"1.0\"?>\n<a/>", "This is XML", "pcap"},
    Example{"[\n{\n\"_index\": \"x\", \"_source\": {\"layers\": {", "exported as JSON", "Save As"},
    Example{"#separator \\x09\n#set_separator\t,\n", "flow records", "made of"},
    Example{"StartTime,Dur,Proto,SrcAddr,Sport\n", "flow records", "made of"},
    Example{"{\"ts\":1.5,\"uid\":\"C1\",\"id.orig_h\":\"192.0.2.1\"}\n", "flow records", "made of"},
    Example{"[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok\n", "error log", "--log"},
    Example{"Frame 1: 60 bytes on wire", "packet details", "Save As"},
    Example{"192.0.2.9 - - [04/Mar/2011:18:20:01 +0100] \"GET /a HTTP/1.1\" 200 5\n", "access log", "--log"},
    Example{"example.org:80 192.0.2.9 - - [04/Mar/2011:18:20:01 +0100] \"-\" 408 0 \"-\" \"-\"\n",
            "access log", "--log"},
    Example{"[Fri Mar 04 18:20:01 2011] [core:error] [pid 9] x\n", "error log", "--log"},
    Example{"2011/03/04 18:20:01 [error] 9#9: *1 open() failed\n", "error log", "--log"},
    Example{"Mar  4 18:20:01 www sshd[9]: Accepted\n", "system log", "--log"},
    Example{"<34>1 2011-03-04T18:20:01Z www su - - - x\n", "system log", "--log"},
    Example{"2011-03-04T18:20:01.000001+01:00 www kernel: x\n", "system log", "--log"},
    Example{"Dear all,\nplease look at this.\n", "This is text", "pcap"},
    Example{std::string("\x01\x02\x03\x04\x05\x06\0\x07", 8), "nor anything else", "pcap"},
};

TEST(Recognise, SaysWhatItIsAndWhatToDo) {
  for (const Example& example : kExamples) {
    const Error got = recognise(Bytes{example.bytes});
    EXPECT_NE(got.what.find(example.says), std::string::npos)
        << got.what << " for " << example.bytes.substr(0, 40);
    EXPECT_NE(got.next.find(example.next), std::string::npos) << got.next;
    EXPECT_TRUE(got.where.empty());
    EXPECT_EQ(got.what.back(), '.');
    EXPECT_EQ(got.next.back(), '.');
  }
}

TEST(Recognise, EveryBeginningOfEveryExampleIsSurvived) {
  for (const Example& example : kExamples) {
    const Bytes all{example.bytes};
    for (size_t size = 0; size < std::min<size_t>(all.size(), 600); ++size) {
      const std::string part(all.sub(0, size).text());  // its own memory, so that a read beyond it is seen
      EXPECT_FALSE(recognise(Bytes{part}).what.empty());
    }
  }
}

}  // namespace
}  // namespace culprit::capture
