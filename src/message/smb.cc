// SMB over TCP (MS-SMB2 section 2.1): four bytes of length, then FF or FE "SMB"; on port 139 behind a NetBIOS
// session request (RFC 1002 section 4.3).
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{445, 139};

// Two names of 34 bytes, called and calling.
Fit session(Bytes head) {
  if (head.size() < 5) return Fit::unsure;
  return yes_if(head.be32(0) == 0x81000044 && head[4] == 32);
}

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] == 0x81) return session(head);
  if (head[0] != 0) return Fit::no;
  if (head.size() < 8) return head.size() > 4 && head[4] < 0xfd ? Fit::no : Fit::unsure;
  const Bytes magic = head.sub(4);
  return yes_if(magic.starts_with("\xffSMB") || magic.starts_with("\xfeSMB") || magic.starts_with("\xfdSMB"));
}

constexpr std::string_view kNtlm("NTLMSSP\0\3\0\0\0", 12);  // MS-NLMP section 2.2.1.3, AUTHENTICATE

// Logins (the account's name in NTLM's last message, the server's verdict) and the shares that are asked for.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("smb", ends, sink, 1500) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    if (head.size() < 4) return 0;
    if (head[0] != 0 && (head[0] < 0x81 || head[0] > 0x85)) return kNonsense;
    return (head.be32(0) & 0xffffff) + 4;
  }

  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    const Bytes b = head.sub(4);
    const bool second = b.starts_with("\xfeSMB"), first = b.starts_with("\xffSMB");
    if (b.starts_with("\xfdSMB")) return stop();  // encrypted
    if (!first && !second) return;
    const uint16_t command = second ? b.le16(12) : b[4];
    const uint32_t status = second ? b.le32(8) : b.le32(5);
    const bool session = command == (second ? 1 : 0x73);
    if (session && side == flow::from_client) login(b, stamp);
    if (session && side == flow::from_server && tried_) verdict(status, stamp);
    if (second && command == 3 && side == flow::from_client && b.le16(64) == 9)
      tell(NoteKind::file, from_utf16(b.sub(b.le16(68), b.le16(70))), 0, stamp);
  }

  void login(Bytes b, const flow::Stamp& stamp) {
    const size_t at = b.text().find(kNtlm);
    if (at == std::string_view::npos) return;
    const Bytes ntlm = b.sub(at);
    const auto field = [&](size_t offset) {
      return from_utf16(ntlm.sub(ntlm.le32(offset + 4), ntlm.le16(offset)));
    };
    const std::string domain = field(28), user = field(36);
    account_ = domain.empty() ? user : domain + '\\' + user;
    tried_ = true;
    tell(NoteKind::login, account_, 0, stamp);
  }
  void verdict(uint32_t status, const flow::Stamp& stamp) {
    tried_ = false;
    tell(status == 0 ? NoteKind::login_accepted : NoteKind::login_refused, account_, status, stamp);
  }
  std::string account_;
  bool tried_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol smb;
const Protocol smb{.id = "smb", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
