import TestSupport
import Testing

@testable import MPDKit

@Suite(.timeLimit(.minutes(5))) struct MPDAddressTests {
  static let home = "/home/ann"

  /// What `mpc` makes of MPD_HOST and MPD_PORT (libmpdclient 2.20), and what the configuration adds to it.
  struct Row: Sendable, CustomTestStringConvertible {
    var host: String?
    var port: String?
    var configured: String?
    var expected: MPDAddress.Endpoint
    var password: String?
    var testDescription: String { "\(host ?? "-") \(port ?? "-") \(configured ?? "-")" }
  }

  static let rows: [Row] = [
    // MPD_HOST as mpc reads it
    Row(host: "localhost", expected: .tcp(host: "localhost", port: 6600)),
    Row(host: "pw@host", expected: .tcp(host: "host", port: 6600), password: "pw"),
    Row(host: "@name", expected: .abstractSocket(name: "name")),
    Row(host: "pw@@name", expected: .abstractSocket(name: "name"), password: "pw"),
    Row(host: "p@w@host", expected: .tcp(host: "w@host", port: 6600), password: "p"),
    Row(host: "/run/mpd/socket", expected: .socket(path: "/run/mpd/socket")),
    Row(host: "pw@/run/x", expected: .socket(path: "/run/x"), password: "pw"),
    Row(host: "::1", expected: .tcp(host: "::1", port: 6600)),
    Row(host: "pw@::1", port: "6601", expected: .tcp(host: "::1", port: 6601), password: "pw"),
    Row(host: "host", port: "6601", expected: .tcp(host: "host", port: 6601)),
    Row(host: "host", port: "0", expected: .tcp(host: "host", port: 6600)),
    Row(host: "host", port: "", expected: .tcp(host: "host", port: 6600)),
    Row(host: "/run/x", port: "6601", expected: .socket(path: "/run/x")),
    Row(port: "6601", expected: .tcp(host: "localhost", port: 6601)),
    // what mpc does not know
    Row(host: "~/mpd", expected: .socket(path: "/home/ann/mpd")),
    Row(host: "host:6602", port: "6601", expected: .tcp(host: "host", port: 6602)),
    Row(host: "[fe80::1%eth0]:6602", expected: .tcp(host: "fe80::1%eth0", port: 6602)),
    Row(host: "[::1]", expected: .tcp(host: "::1", port: 6600)),
    // the configuration
    Row(configured: "~/.config/mpd/socket", expected: .socket(path: "/home/ann/.config/mpd/socket")),
    Row(configured: "nas:6601", expected: .tcp(host: "nas", port: 6601)),
    Row(configured: "nas", expected: .tcp(host: "nas", port: 6600)),
    Row(configured: "secret@nas:6601", expected: .tcp(host: "nas", port: 6601), password: "secret"),
    Row(configured: "secret@[::1]:6601", expected: .tcp(host: "::1", port: 6601), password: "secret"),
    Row(configured: "@mpd", expected: .abstractSocket(name: "mpd")),
    // the environment wins
    Row(host: "env", configured: "pw@nas:6601", expected: .tcp(host: "env", port: 6600)),
    Row(host: "/env", port: "6601", configured: "nas", expected: .socket(path: "/env")),
    Row(
      port: "6602", configured: "pw@nas:6601", expected: .tcp(host: "nas", port: 6602), password: "pw"),
    Row(port: "6602", configured: "~/socket", expected: .tcp(host: "localhost", port: 6602)),
    Row(host: "", configured: "nas", expected: .tcp(host: "nas", port: 6600)),
  ]

  @Test(arguments: rows) func resolves(_ row: Row) throws {
    var environment: [String: String] = [:]
    environment["MPD_HOST"] = row.host
    environment["MPD_PORT"] = row.port
    let address = try MPDAddress.resolve(
      configured: row.configured, environment: environment, home: Self.home)
    #expect(address.endpoint == row.expected)
    #expect(address.password == row.password)
    #expect(address.fallbacks.isEmpty)
  }

  @Test func nothingSet_asksTheUsersSocketFirst() throws {
    let environment = ["HOME": "/home/ann", "XDG_RUNTIME_DIR": "/run/user/7"]
    let address = try MPDAddress.resolve(configured: nil, environment: environment)
    #expect(address.endpoint == .socket(path: "/home/ann/.config/mpd/socket"))
    #expect(
      address.fallbacks == [
        .socket(path: "/run/user/7/mpd/socket"), .socket(path: "/run/mpd/socket"),
        .tcp(host: "localhost", port: 6600),
      ])
  }

  @Test func firstCandidateThatAnswers_wins_atEachConnection() async throws {
    let (first, second) = (try await MPDFixture(), try await MPDFixture())
    let nobody = MPDAddress.Endpoint.socket(path: first.socket + "-missing")
    // Something else listens there.
    let stranger = try GreetingServer(greeting: "220 mail ready\r\n")
    let address = MPDAddress(
      endpoint: nobody,
      fallbacks: [
        .tcp(host: "127.0.0.1", port: stranger.port), .socket(path: first.socket),
        .socket(path: second.socket),
      ])
    #expect(address.candidates.count == 4 && address.candidates.first == nobody)
    let client = MPDClient(address: address)
    #expect(try await client.connect().endpoint == .socket(path: first.socket))
    await first.kill()
    #expect(try await client.connect().endpoint == .socket(path: second.socket))
    try await first.start()
    #expect(try await client.connect().endpoint == .socket(path: second.socket))
    await second.kill()
    #expect(try await client.connect().endpoint == .socket(path: first.socket))
    await first.kill()
    await #expect(throws: MPDError.notMPD(address: "127.0.0.1:\(stranger.port)")) {
      try await client.connect()
    }
  }

  @Test func whereMPDIsNot_isSaidOfAllPlaces() {
    let endpoints: [MPDAddress.Endpoint] = [
      .socket(path: "/a"), .socket(path: "/b"), .tcp(host: "localhost", port: 6600),
    ]
    let absent: [MPDError] = [
      .socketMissing(path: "/a"), .socketMissing(path: "/b"), .refused(address: "localhost:6600"),
    ]
    #expect(
      "\(MPDError.nowhere(absent, endpoints))"
        == "no MPD listens at /a, /b or localhost:6600; start it, or correct mpd_socket_path")
    let denied = MPDError.accessDenied(address: "/b")
    #expect(MPDError.nowhere([absent[0], denied, absent[2]], endpoints) == denied)
    #expect(MPDError.nowhere([absent[0]], [endpoints[0]]) == absent[0])
  }

  @Test(arguments: [
    ("", nil, "mpd_socket_path", MPDAddressError.Reason.empty),
    ("pw@", nil, "mpd_socket_path", .empty),
    ("@", nil, "mpd_socket_path", .empty),
    (":6600", nil, "mpd_socket_path", .empty),
    ("host:", nil, "mpd_socket_path", .port("")),
    ("host:0", nil, "mpd_socket_path", .port("0")),
    ("host:65536", nil, "mpd_socket_path", .port("65536")),
    ("host:six", nil, "mpd_socket_path", .port("six")),
    ("[::1", nil, "mpd_socket_path", .brackets),
    ("[::1]6600", nil, "mpd_socket_path", .brackets),
    ("mpd/socket", nil, "mpd_socket_path", .relativePath("mpd/socket")),
    ("~", nil, "mpd_socket_path", .relativePath("~")),
    ("ho\nst", nil, "mpd_socket_path", .controlCharacter),
    ("nas", "70000", "MPD_PORT", .port("70000")),
    ("nas", "abc", "MPD_PORT", .port("abc")),
  ])
  func refuses(_ text: String, port: String?, source: String, reason: MPDAddressError.Reason) {
    #expect(throws: MPDAddressError(source: source, reason: reason)) {
      if let port {
        _ = try MPDAddress.resolve(configured: text, environment: ["MPD_PORT": port])
      } else {
        _ = try MPDAddress.parse(text, home: Self.home)
      }
    }
  }

  @Test func tildeWithoutHome_isRefused() {
    #expect(throws: MPDAddressError(source: "MPD_HOST", reason: .noHome)) {
      _ = try MPDAddress.resolve(configured: nil, environment: ["MPD_HOST": "~/socket"])
    }
  }

  @Test func passwordIsNeverShown() throws {
    let address = try MPDAddress.parse("hunter2@nas:6601")
    var dumped = ""
    dump(address, to: &dumped)
    for text in [address.description, address.debugDescription, "\(address)", dumped] {
      #expect(!text.contains("hunter2"))
    }
    #expect(address.description == "nas:6601")
    #expect(try MPDAddress.parse("pw@[::1]:6601").description == "[::1]:6601")
  }

  @Test(arguments: [
    ("/x", true), ("@x", true), ("localhost", true), ("127.0.0.1:6601", true), ("[::1]", true),
    ("nas", false),
  ])
  func knowsLocalServers(_ text: String, isLocal: Bool) throws {
    #expect(try MPDAddress.parse(text).isLocal == isLocal)
  }
}
