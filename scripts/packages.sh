# shellcheck shell=bash disable=SC2034  # read by run
# The Debian 12 packages that each purpose needs. What each is for, and its licence: docs/DEPENDENCIES.md.
packages_build="g++ cmake ninja-build pkg-config zlib1g-dev libzstd-dev libcli11-dev libtomlplusplus-dev libyara-dev libarchive-dev libssl-dev ieee-data libndpi-dev libmaxminddb-dev libpcap-dev"
packages_test="$packages_build libgtest-dev python3 python3-jsonschema apache2-bin libapache2-mod-php iproute2 tcpdump tshark wireshark-common nftables iptables chromium"
packages_node="nodejs npm"
packages_bench="$packages_build python3 libpcap-dev tcpdump wireshark-common"
packages_bench_slow="tshark"
packages_fuzz="$packages_build clang-19 llvm-19 libclang-rt-19-dev"
packages_portable="$packages_build clang-19 lld-19 wasi-libc libc++-19-dev-wasm32 libclang-rt-19-dev-wasm32 g++-mingw-w64-x86-64-posix"
packages_format="clang-format-19"
packages_lint="$packages_test clang-19 clang-tidy-19 shellcheck"
packages_coverage="$packages_test gcovr"
packages_fresh="debootstrap git"
