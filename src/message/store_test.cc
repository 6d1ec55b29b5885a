#include "message/store.h"

#include <gtest/gtest.h>

namespace culprit::message {
namespace {

Message at(int64_t s) {
  Message m;
  m.start = m.end = {s * kSecond};
  m.path = "/index.html";
  return m;
}

TEST(Store, MarksFindTheirMessage) {
  Store store;
  const uint64_t a = store.add(at(1)), b = store.add(at(2));
  EXPECT_EQ(store.find(a)->end.ns, kSecond);
  EXPECT_EQ(store.find(b)->end.ns, 2 * kSecond);
  EXPECT_EQ(store.find(999), nullptr);
}

TEST(Store, StaysBoundedAndKeepsWhatMatters) {
  Store store;
  store.ask_onsets([] { return std::vector<Time>{{78 * kSecond}}; });
  Message order = at(5);
  order.path = "/x.php";
  order.fields = {{Place::query, "host", "203.0.113.7"}, {Place::query, "time", "60"}};
  store.add(std::move(order));
  for (int i = 6; i < 60000; ++i) store.add(at(i));
  EXPECT_LE(store.all().size(), Store::kMax);
  EXPECT_EQ(store.total(), 59995u);
  EXPECT_EQ(store.dropped() + store.all().size(), store.total());
  bool pinned = false, ordered = false;
  for (const Store::Kept& k : store.all()) {
    pinned = pinned || k.message.end.ns == 77 * kSecond;
    ordered = ordered || k.order;
  }
  EXPECT_TRUE(pinned);
  EXPECT_TRUE(ordered);
  EXPECT_EQ(store.all().back().message.end.ns, 59999 * kSecond);
}

TEST(Store, WhatAFloodSeemsToSayDoesNotPushOthersOut) {
  Store store;
  Message quiet = at(1);
  quiet.client = Address::ip4(0xcb007107);
  quiet.server = Address::ip4(0xc0000214);
  const uint64_t mark = store.add(std::move(quiet));
  for (int i = 0; i < 20000; ++i) {
    Message m = at(2);
    m.client = Address::ip4(0xc0000214);
    m.server = Address::ip4(0xc6336405);
    store.add(std::move(m));
  }
  EXPECT_NE(store.find(mark), nullptr);
  EXPECT_LE(store.all().size(), Store::kMax);
}

TEST(Store, AFloodOfFalseOrdersStaysBounded) {
  Store store;
  for (int i = 0; i < 30000; ++i) {
    Message m = at(i);
    m.fields = {{Place::query, "host", "203.0.113.7"}, {Place::query, "time", "60"}};
    store.add(std::move(m));
  }
  EXPECT_LE(store.all().size(), Store::kMax);
}

TEST(Store, LargeMessagesAreBoundedInBytes) {
  Store store;
  for (int i = 0; i < 2000; ++i) {
    Message m = at(i);
    for (int f = 0; f < 64; ++f) m.fields.push_back({Place::query, "q", std::string(1000, 'a')});
    store.add(std::move(m));
  }
  size_t bytes = 0;
  for (const Store::Kept& k : store.all()) bytes += k.bytes;
  EXPECT_LE(bytes, Store::kMaxBytes + 100'000);
  EXPECT_EQ(store.all().back().message.end.ns, 1999 * kSecond);
}

}  // namespace
}  // namespace culprit::message
