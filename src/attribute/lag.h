// How long after its order a flood begins.
#pragma once

namespace culprit::attribute {

/// Density of the lag, in 1/s: fast scripts, slow bots, and a rest spread over the window.
double lag_density(double lag_s);
/// The mean density over [least, least + blur], for what a log tells to the second.
double blurred_density(double least_s, double blur_s);

}  // namespace culprit::attribute
