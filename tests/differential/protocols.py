#!/usr/bin/python3
"""Compares the protocols that culprit tells with the labels that nDPI's own tests give their captures.

A file agrees if culprit tells every protocol that its labels name, by content, never by port. Labels of single services
(YouTube, Apple) are told by names and addresses, not by another protocol: for them the protocols that such services speak
count. Left out, and listed: labels that libndpi 4.2 does not know, and files whose labels are guesses from port numbers.

usage: protocols.py --culprit BIN [--least-own 85] [--least-both 95] [-v]
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import public  # noqa: E402

WEB = {'tls', 'quic', 'http', 'dns'}

# Label of nDPI -> kinds of culprit (or kind:PROTOCOL, or nDPI's own name as named-by-ndpi:NAME), any of which agrees.
KINDS = {
    'AFP': {'afp'}, 'AJP': {'web-server-backstage'}, 'AMQP': {'message-queue'}, 'BGP': {'routing-bgp'}, 'BJNP': {'printer-search'},
    'BitTorrent': {'bittorrent'}, 'CAPWAP': {'access-point-control'}, 'CHECKMK': {'monitoring'}, 'COAP': {'coap'},
    'Cassandra': {'cassandra'}, 'CiscoSkinny': {'telephone-control'}, 'Citrix': {'citrix'}, 'Collectd': {'monitoring'},
    'Corba': {'message-queue'}, 'DCE_RPC': {'windows-calls'}, 'DHCP': {'dhcp'}, 'DHCPV6': {'dhcpv6'}, 'DNP3': {'power-control'},
    'DNS': {'dns'}, 'DNScrypt': {'dnscrypt'}, 'DRDA': {'db2'}, 'DTLS': {'dtls'}, 'Diameter': {'mobile-network'}, 'Discord': {'discord'} | WEB,
    'DoH_DoT': {'tls', 'quic'}, 'Dropbox': {'dropbox-lan'} | WEB, 'EthernetIP': {'factory-control'}, 'FIX': {'stock-exchange'},
    'FTP_CONTROL': {'ftp'}, 'GRE': {'gre'}, 'GTP': {'mobile-network'}, 'GTP_C': {'mobile-network'}, 'GTP_U': {'mobile-network'},
    'GTP_PRIME': {'mobile-network'}, 'Git': {'code-hosting'}, 'Gnutella': {'gnutella'}, 'H323': {'telephone-control'}, 'HTTP': {'http'},
    'HTTP_Connect': {'http'}, 'HTTP_Proxy': {'http'}, 'IAX': {'telephone-control'}, 'ICMP': {'icmp-'}, 'ICMPV6': {'icmp6-', 'ipv6-'},
    'IEC60870': {'factory-control'}, 'IGMP': {'igmp'}, 'IMAP': {'imap'}, 'IMAPS': {'tls'}, 'IPP': {'http', 'printer-announcement'},
    'IPSec': {'ipsec', 'ipsec-keys'}, 'IPsec': {'ipsec', 'ipsec-keys'}, 'IP_in_IP': {'ipv6-tunnel', 'tunnel'}, 'IRC': {'irc'},
    'Jabber': {'jabber'}, 'Kerberos': {'kerberos'}, 'LDAP': {'directory', 'directory-question'}, 'LLMNR': {'llmnr'}, 'MDNS': {'mdns'},
    'MGCP': {'telephone-control'}, 'MPEG_TS': {'television'}, 'MQTT': {'mqtt'}, 'MSSQL-TDS': {'mssql'}, 'MsSQL-TDS': {'mssql'},
    'Megaco': {'telephone-control'}, 'Memcached': {'memcached'}, 'Mining': {'mining'}, 'Modbus': {'factory-control'}, 'MongoDB': {'mongodb'},
    'MySQL': {'mysql'}, 'NFS': {'nfs', 'portmap'}, 'NTP': {'ntp'}, 'Nats': {'message-queue'}, 'NetBIOS': {'nbns', 'nbdgm', 'smb'},
    'NetFlow': {'netflow'}, 'Nintendo': {'console'} | WEB, 'OSPF': {'routing'}, 'OpenVPN': {'openvpn'}, 'Oracle': {'oracle'},
    'POP3': {'pop'}, 'POPS': {'tls'}, 'PPTP': {'tunnel-pptp'}, 'PostgreSQL': {'postgresql'}, 'QUIC': {'quic'}, 'RDP': {'rdp'},
    'RSYNC': {'file-mirror'}, 'RTCP': {'call-media', 'rtp'}, 'RTMP': {'video-upload'}, 'RTP': {'call-media', 'rtp'}, 'RTSP': {'rtsp', 'video-control'},
    'Radius': {'radius'}, 'Redis': {'redis'}, 'S7Comm': {'factory-control'}, 's7comm': {'factory-control'}, 'SIP': {'sip', 'telephone'},
    'SMBv1': {'smb', 'nbdgm'}, 'SMBv23': {'smb'}, 'SMPP': {'text-messages-bulk'}, 'SMTP': {'smtp'}, 'SMTPS': {'tls'}, 'SNMP': {'snmp'},
    'SOCKS': {'socks'}, 'SOMEIP': {'factory-control'}, 'SSDP': {'ssdp'}, 'SSH': {'ssh'}, 'STUN': {'stun'}, 'Spotify': {'spotify-lan'} | WEB,
    'Syslog': {'syslog'}, 'TFTP': {'tftp'}, 'TLS': {'tls'}, 'TeamSpeak': {'teamspeak'}, 'TeamViewer': {'teamviewer'} | WEB, 'Telnet': {'telnet'},
    'Teredo': {'ipv6-tunnel', 'teredo', 'teredo-port-only'}, 'UBNTAC2': {'ubiquiti-discovery'}, 'Usenet': {'news'}, 'VNC': {'vnc'},
    'VRRP': {'gateway-backup'}, 'WSD': {'ws-discovery'}, 'WebDAV': {'http'}, 'WebSocket': {'http'}, 'WhatsApp': {'whatsapp'} | WEB,
    'Whois-DAS': {'whois'}, 'WireGuard': {'wireguard'}, 'XDMCP': {'xdmcp'}, 'Z3950': {'library-catalogue'}, 'Z39.50': {'library-catalogue'},
    'Zabbix': {'monitoring'}, 'ZeroMQ': {'message-queue'}, 'iCloudPrivateRelay': {'quic', 'tls'}, 'sFlow': {'netflow'},
}
# Services of libndpi 4.2 that are known by the names and addresses of their servers.
SERVICES = set('''AVASTSecureDNS AccuWeather Alibaba Amazon AmazonAWS AmazonAlexa AmazonVideo Apple ApplePush AppleSiri AppleStore AppleiCloud
AppleiTunes Azure Badoo Bloomberg CNN Cloudflare Crashlytics DataSaver Deezer DisneyPlus Facebook FacebookVoip Fuze GMail Github GitLab
Google GoogleClassroom GoogleDocs GoogleDrive GoogleHangoutDuo GoogleMaps GooglePlus GoogleServices Hotmail Hulu IFLIX Instagram LastFM Likee
LinkedIn MS_OneDrive Messenger Microsoft Microsoft365 NetFlix OCSP OpenDNS Pandora Pastebin Pinterest PlayStore Playstation Reddit
Salesforce Signal Slack Snapchat SoundCloud Teams TikTok Tuenti Tumblr Twitch Twitter UbuntuONE Vevo Vimeo Waze WeChat Webex Wikipedia
WindowsUpdate Xbox Yahoo YouTube YouTubeUpload eBay'''.split())
# What nDPI 4.2 knows and culprit leaves to it.
LEFT_TO_NDPI = set('''Activision Aimini AmongUs AnyDesk AppleJuice Armagetron Ayiya CPHA CSGO CiscoVPN Crossfire DirectConnect Direct_Download_Link
Dofus EAQ FTP_DATA FastTrack Fiesta Florensia FortiClient GenshinImpact Guildwars HP_VIRTGRP HalfLife2 HotspotShield IMO IceCast
KakaoTalk KakaoTalk_Voice Kontiki LISP LotusNotes MapleStory NOE NestLogSink OCS Ookla OpenFT PPStream QQ QQLive RX
RemoteScan SAP SOAP ShoutCast SignalVoip SkypeCall Skype_Teams SnapchatCall Sopcast Starcraft Stealthnet Steam TINC TVUplayer TargusDataspeed
Telegram Thunder Tor TruPhone VHUA VMware Viber Warcraft3 WhatsAppCall WhatsAppFiles WorldOfKungFu WorldOfWarcraft Zattoo Zoom eDonkey
ntop'''.split())
# Files whose labels come from port numbers alone: there is no content to tell a protocol by.
BY_PORT = {
    'synscan.pcap': 'a scan: SYN and RST without any payload',
    'tls_unidirectional.pcap': 'one packet has payload, two bytes (CR LF)',
    'portable_executable.pcap': 'its DNS flow is a shell on port 53 of another program; no DNS in it',
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True)
    parser.add_argument('--least-own', type=float, default=85, help='percent of files, without nDPI')
    parser.add_argument('--least-both', type=float, default=95, help='percent of files, with nDPI')
    parser.add_argument('-v', '--verbose', action='store_true')
    return parser.parse_args()


def labelled():
    """(path, labels) of each capture that has some; a list that the manifest cuts is taken as far as it goes."""
    for path, expected in public.captures():
        found = re.search(r'nDPI protocols \(name=packets/flows\): *([^;|]*)', expected)
        if found:
            yield path, re.findall(r'([A-Za-z0-9_.()\-]+)=\d+/\d+', found[1])


def told(culprit, path, witness):
    """The kinds that culprit tells by content; those of nDPI with its name."""
    answer = subprocess.run([culprit, 'explain', '--witness', witness, '--format', 'json', path], capture_output=True, timeout=120)
    if answer.returncode != 0:
        return set()
    out = set()
    for group in json.loads(answer.stdout)['groups']:
        if group.get('basis') in ('port', 'address', 'condition'):
            continue
        name = group.get('params', {}).get('protocol')
        out.add(f"{group['kind']}:{name}" if group['kind'] == 'named-by-ndpi' else group['kind'])
    return out


def accepted(label):
    """The kinds that agree with a label; None = libndpi 4.2 does not know it."""
    if label in KINDS:
        return KINDS[label] | {f'named-by-ndpi:{label}'}
    if label in SERVICES:
        return WEB | {f'named-by-ndpi:{label}'}
    return {f'named-by-ndpi:{label}'} if label in LEFT_TO_NDPI else None


def is_told(kinds, wanted):
    return any(kind == w or (w.endswith('-') and kind.startswith(w)) for kind in kinds for w in wanted)


def judge(culprit, files, witness, verbose):
    agreed = 0
    for path, labels in files:
        kinds = told(culprit, public.FOLDER / path, witness)
        missing = [label for label in labels if not is_told(kinds, accepted(label))]
        agreed += not missing
        if missing and verbose:
            print(f"  {path.rsplit('/', 1)[1]}: not told: {', '.join(missing)}; told: {', '.join(sorted(kinds)) or 'nothing'}")
    return agreed


def main():
    options = arguments()
    if not public.there():
        return 0
    files, unknown = [], set()
    for path, labels in labelled():
        if path.rsplit('/', 1)[1] in BY_PORT:
            continue
        unknown |= {label for label in labels if accepted(label) is None and label != 'Unknown'}
        known = [label for label in labels if accepted(label) is not None]
        if known:
            files.append((path, known))
    print('left out, libndpi 4.2 does not know them:', ', '.join(sorted(unknown)) or 'none')
    print('left out, labelled by port alone:', ', '.join(sorted(BY_PORT)))
    failed = 0
    for witness, least in (('none', options.least_own), ('ndpi', options.least_both)):
        agreed = judge(options.culprit, files, witness, options.verbose)
        share = 100 * agreed / max(1, len(files))
        failed += share < least
        print(f'protocols, --witness {witness}: {agreed} of {len(files)} files agree ({share:.1f} %, at least {least:g} %)')
    print(f'{2 - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
