// The tap of an evaluation: it captures under conditions, and notes what became of each deed and message.
#pragma once

#include <functional>

#include "conditions.h"
#include "tap.h"

namespace evaluate {

class Listener : public Tap {
 public:
  Listener(CaptureFile& file, const Conditions& conditions, Record& record, Time begin, Random random)
      : file_(file), conditions_(conditions), record_(record), begin_(begin), random_(random) {}

  // Called when the file has as many frames as its limit says.
  void when_full(std::function<void()> full) { full_ = std::move(full); }

  std::uint64_t hear(Time time, const Frame& frame, Mark mark) override;
  // What is still held back.
  void close();

 private:
  struct Heard {
    Time time{};
    Bytes bytes;
    Mark mark;
    bool again = false;
    bool by_us = false;
  };
  bool passes(const Frame& frame);
  bool lost();
  Time stamp_of(Time time) const;
  void keep(Heard heard);
  std::uint64_t write(const Heard& heard);

  CaptureFile& file_;
  const Conditions& conditions_;
  Record& record_;
  Time begin_;
  Random random_;
  std::function<void()> full_;
  std::optional<Heard> held_;
  unsigned losing_ = 0;  // frames of a burst still to be lost
};

}  // namespace evaluate
