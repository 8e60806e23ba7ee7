import Testing

@testable import LoopbackOrigin

@Suite("Each fault is on the wire what its name says")
struct FaultTests {
  private static let range = "bytes=1000-200999"

  /// What a client sees of the range above when `fault` strikes.
  struct Row: Sendable, CustomTestStringConvertible {
    var fault: Fault
    var status = 206
    var fields: [String: String?] = [:]
    /// The part of the asset that comes.
    var body: Range<Int> = 1000..<201_000
    var ending = WireClient.Ending.complete
    var appetite = WireClient.Appetite.polite
    var testDescription: String { "\(fault)" }
  }

  private static let rows: [Row] = [
    Row(fault: .status(503), status: 503, fields: ["retry-after": nil], body: 0..<0),
    Row(
      fault: .status(429, retryAfter: .seconds(7)), status: 429, fields: ["retry-after": "7"], body: 0..<0),
    Row(fault: .status(416), status: 416, fields: ["content-range": "bytes */300000"], body: 0..<0),
    Row(fault: .revoke(410), status: 410, body: 0..<0),
    Row(fault: .resetBeforeHead, status: 0, body: 0..<0, ending: .reset),
    Row(fault: .reset(after: 0), body: 0..<0, ending: .reset),
    Row(fault: .reset(after: 70_000), body: 1000..<71_000, ending: .reset),
    Row(fault: .reset(after: 1 << 40), ending: .reset, appetite: .everything),
    Row(fault: .close(after: 0), body: 0..<0, ending: .closed),
    Row(fault: .close(after: 199_999), body: 1000..<200_999, ending: .closed),
    Row(fault: .stall(after: 5, for: .milliseconds(20))),
    Row(fault: .stall(after: 5, for: nil), body: 1000..<1005, ending: .silent),
    Row(fault: .trickle(after: 199_990, bytes: 3, every: .milliseconds(2))),
    Row(
      fault: .wholeBody, status: 200, fields: ["content-range": nil, "content-length": "300000"],
      body: 0..<300_000),
    Row(fault: .wrongContentRange(start: 1), fields: ["content-range": "bytes 1001-201000/300000"]),
    Row(fault: .wrongContentRange(total: -1), fields: ["content-range": "bytes 1000-200999/299999"]),
    Row(
      fault: .shorterRange(by: 50_000), fields: ["content-range": "bytes 1000-150999/300000"],
      body: 1000..<151_000),
    Row(
      fault: .longerRange(by: 10), fields: ["content-range": "bytes 1000-201009/300000"],
      body: 1000..<201_010),
    Row(
      fault: .surplus(10), fields: ["content-length": "200000"], body: 1000..<201_010, ending: .closed,
      appetite: .everything),
    Row(fault: .closeDelimited, fields: ["content-length": nil, "connection": "close"], ending: .closed),
    Row(
      fault: .redirect(to: "http://127.0.0.1:9/x"), status: 302,
      fields: ["location": "http://127.0.0.1:9/x"], body: 0..<0),
    Row(fault: .delay(.milliseconds(20))),
    Row(fault: .delay(.milliseconds(20), then: .status(502)), status: 502, body: 0..<0),
    Row(fault: .silence, status: 0, body: 0..<0, ending: .silent),
  ]

  @Test("as a client sees it", arguments: rows)
  func wire(row: Row) async throws {
    try await withOrigin { origin, bytes in
      origin.script(LoopbackOrigin.id, [row.fault])
      let isSilent = row.ending == .silent
      let answer = try await origin.ask(
        range: Self.range, row.appetite, patience: isSilent ? .milliseconds(300) : .seconds(10))
      #expect(answer.status == row.status)
      #expect(answer.carries(bytes[row.body]))
      #expect(answer.ending == row.ending)
      for (name, value) in row.fields { #expect(answer.fields[name] == value, "\(name)") }

      let isCut =
        switch row.fault {
        case .reset, .resetBeforeHead, .close: true
        default: false
        }
      let ended = try await origin.waitForRequests { $0.first?.ending != nil }
      #expect(ended.first?.ending == (isSilent ? .clientLeft : isCut ? .cut : .complete))
      #expect(ended.first?.status == (row.status == 0 ? nil : row.status))
      #expect(ended.first?.bytesSent == Int64(answer.body.count))

      // The script is played out: the next request is answered as it should be.
      let next = try await origin.ask(range: Self.range)
      #expect(next.status == 206)
      #expect(next.carries(bytes[1000..<201_000]))
    }
  }

  @Test("A web page is a web page")
  func html() async throws {
    try await withOrigin { origin, _ in
      origin.script(LoopbackOrigin.id, [.html()])
      let answer = try await origin.ask(range: Self.range)
      #expect(answer.status == 200)
      #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
      #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
    }
  }

  @Test("Bytes past the end of the asset are zeros")
  func surplusPastTheEnd() async throws {
    try await withOrigin(length: 10) { origin, bytes in
      origin.script(LoopbackOrigin.id, [.longerRange(by: 4), .surplus(3)])
      let longer = try await origin.ask(range: "bytes=0-9")
      #expect(longer.carries(bytes + [0, 0, 0, 0]))
      let surplus = try await origin.ask(range: "bytes=0-9", .everything)
      #expect(surplus.carries(bytes + [0, 0, 0]))
    }
  }

  @Test("A redirect loop leads round and round, with no script of its own for the later rounds")
  func redirectLoop() async throws {
    try await withOrigin { origin, _ in
      origin.script(LoopbackOrigin.id, [.redirectLoop])
      var url = try #require(origin.url(for: LoopbackOrigin.id))
      for round in 1...4 {
        let answer = try await origin.ask(range: Self.range, url: url)
        #expect(answer.status == 302)
        let location = try #require(answer.fields["location"])
        #expect(location.hasSuffix("&redirect_counter=\(round)"))
        url = "http://\(origin.authority)\(location)"
      }
    }
  }

  @Test("A redirect leads to another origin")
  func redirectAcross() async throws {
    try await withOrigin { origin, bytes in
      try await withOrigin { other, _ in
        let target = try #require(other.url(for: LoopbackOrigin.id))
        origin.script(LoopbackOrigin.id, [.redirect(to: target)])
        #expect(try await origin.ask(range: Self.range).fields["location"] == target)
        #expect(try await other.ask(range: Self.range, url: target).carries(bytes[1000..<201_000]))
      }
    }
  }

  @Test("Revoked in mid-track, a URL stays dead")
  func revoke() async throws {
    try await withOrigin { origin, _ in
      let url = try #require(origin.url(for: LoopbackOrigin.id))
      origin.script(LoopbackOrigin.id, [nil, .revoke(403)])
      var statuses: [Int] = []
      for _ in 1...4 { statuses.append(try await origin.ask(range: Self.range, url: url).status) }
      #expect(statuses == [206, 403, 403, 403])
      #expect(try await origin.ask(range: Self.range).status == 206)
    }
  }

  @Test("A script waits for a request that would have been served")
  func refusedFirst() async throws {
    try await withOrigin { (origin, _) async throws in
      origin.script(LoopbackOrigin.id, [.status(503)])
      #expect(try await origin.ask(range: nil).status == 403)
      #expect(try await origin.ask(range: Self.range).status == 503)
      #expect(try await origin.ask(range: Self.range).status == 206)
    }
  }

  @Test("A rule sees the index, the range and the generation")
  func rule() async throws {
    try await withOrigin { origin, _ in
      origin.script(LoopbackOrigin.id) { request in
        if let length = request.rangeLength, length > 1000 { return .status(500) }
        if request.index == 1 { return .status(501) }
        return request.generation == 3 ? .status(502) : nil
      }
      var statuses: [Int] = []
      for range in ["0-1000", "0-999", "0-999", "0-999"] {
        statuses.append(try await origin.ask(range: "bytes=\(range)").status)
      }
      #expect(statuses == [500, 501, 502, 206])
      origin.behave()
      #expect(try await origin.ask(range: "bytes=0-5000").status == 206)
    }
  }
}
