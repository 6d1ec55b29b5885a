// The program culprit.
#include "cli/run.h"

int main(int argc, char** argv) { return culprit::cli::run(argc, argv); }
