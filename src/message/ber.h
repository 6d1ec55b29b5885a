// ASN.1 in its basic encoding (ITU-T X.690), as far as recognisers and readers of old protocols need it.
#pragma once
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace culprit::message {

/// One element: its tag, what it holds (cut where the bytes end), and how long it claims to be.
struct BerElement {
  uint8_t tag = 0;
  size_t head = 0;  ///< bytes of tag and length; 0 = it cannot be read
  size_t size = 0;  ///< of the content, as it claims
  Bytes inside;
};

/// The element at the beginning. Tags of one byte, definite lengths of at most four bytes.
inline BerElement ber(Bytes b) {
  BerElement e{.tag = b[0]};
  if (b.size() < 2) return e;
  const size_t more = (b[1] & 0x80) != 0 ? b[1] & 0x7fu : 0;
  if (more > 4 || (more == 0 && b[1] == 0x80) || !b.has(2, more)) return e;
  e.size = more == 0 ? b[1] : 0;
  for (size_t i = 0; i < more; ++i) e.size = e.size << 8 | b[2 + i];
  e.head = 2 + more;
  e.inside = b.sub(e.head, e.size);
  return e;
}

/// What the element at the beginning holds, if it has this tag; else nothing.
inline Bytes ber_inside(Bytes b, uint8_t tag) {
  const BerElement e = ber(b);
  return e.tag == tag && e.head != 0 ? e.inside : Bytes{};
}

/// What follows the element at the beginning.
inline Bytes ber_after(Bytes b) {
  const BerElement e = ber(b);
  return e.head == 0 ? Bytes{} : b.sub(e.head + e.size);
}

/// A small INTEGER or ENUMERATED; 0 where it is none.
inline uint32_t ber_number(Bytes b) {
  const BerElement e = ber(b);
  uint32_t value = 0;
  if ((e.tag == 2 || e.tag == 10) && e.inside.size() <= 4)
    for (size_t i = 0; i < e.inside.size(); ++i) value = value << 8 | e.inside[i];
  return value;
}

/// LDAP: SEQUENCE { INTEGER message id, [APPLICATION n] operation } (RFC 4511 section 4.1.1).
inline bool is_ldap(Bytes b, bool from_client) {
  const BerElement whole = ber(b);
  const BerElement id = ber(whole.inside);
  const BerElement op = ber(ber_after(whole.inside));
  if (whole.tag != 0x30 || whole.head == 0 || id.tag != 2 || id.size < 1 || id.size > 4 || op.head == 0 ||
      op.head + op.size > whole.size)
    return false;
  const bool request = op.tag == 0x60 || op.tag == 0x63 || op.tag == 0x77 || op.tag == 0x66 || op.tag == 0x68;
  const bool answer = op.tag == 0x61 || op.tag == 0x64 || op.tag == 0x65 || op.tag == 0x73 || op.tag == 0x78;
  if (op.tag == 0x60) return from_client && ber(op.inside).tag == 2 && ber_number(op.inside) <= 3;
  return from_client ? request : answer;
}

}  // namespace culprit::message
