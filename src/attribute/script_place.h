// Every order names the file on disk that it called.
#pragma once
#include "attribute/place.h"
#include "attribute/site_map.h"
#include "case/case.h"
#include "message/store.h"

namespace culprit::attribute {

/// By the configuration, with its line as evidence; where that does not tell, the likely place: servers say
/// in their answers what they are (`wire`), else `hints` tells.
void place_scripts(const SiteMap& map, const PlaceHints& hints, const message::Store& wire, Case& c);

/// The decoded path that a request line asks for, up to the script: "/x.php/more" calls /x.php.
std::string script_of_request(std::string_view request_line);
/// ... with all that it asks for.
std::string path_of_request(std::string_view request_line);

}  // namespace culprit::attribute
