// What a web server was asked, by all its clients together.
#pragma once
#include <string>
#include <vector>

#include "detect/detector.h"
#include "detect/odds.h"
#include "message/notes.h"

namespace culprit::detect {

struct WebLoad {
  Address server;
  uint16_t port = 0;
  uint64_t requests = 0, unfinished = 0;
  const message::Tally* page = nullptr;  ///< of the path that was asked for most; null = none is known
  uint64_t alone = 0;                    ///< requests for the page by clients that asked for nothing else
  uint64_t again = 0;                    ///< ... beyond each client's first one
  uint64_t renamed = 0;                  ///< ... of these, by another name of the client program
  uint64_t opened = 0, ended = 0;        ///< connections
  uint64_t held = 0;                     ///< ... left open by clients that closed hardly any of theirs
  uint64_t idle_acks =
      0;  ///< packets of those clients without anything in them, beyond one for each of the server's
  uint64_t packets = 0, bytes = 0;  ///< of the clients
  Time start, end;
  FrameRef first, last;
  std::vector<Address> clients;  ///< who sent most first
  std::vector<flow::Share> shares;
  std::vector<Address> faithful;  ///< who asked for the page and for nothing else, sorted
  std::vector<Address> holders;   ///< who left connections open, sorted
};

/// One for each server and port that spoke HTTP.
std::vector<WebLoad> web_loads(const Scene& scene);

/// Leaves only those of the clients that `whom` lists; all, where that is nobody.
void restrict_to(WebLoad& load, const std::vector<Address>& whom);

/// Ends, way, role, measures, evidence, filter.
Finding web_finding(const Scene& scene, const WebLoad& load, const std::string& kind, const Odds& odds);

}  // namespace culprit::detect
