import Testing

@testable import LoopbackOrigin

@Suite("The origin's manners")
struct MannersTests {
  @Test(
    "Only closed ranges up to the limit are answered",
    arguments: [
      ("GET", "bytes=0-0", 206), ("GET", "bytes=0-99999", 206), ("GET", "bytes=5-100004", 206),
      ("GET", "bytes=299999-299999", 206), ("GET", "bytes=299990-300100", 206),
      ("GET", nil, 403), ("GET", "bytes=0-", 403), ("GET", "bytes=100-", 403), ("GET", "bytes=-100", 403),
      ("GET", "bytes=0-100000", 403), ("GET", "bytes=0-9223372036854775807", 403),
      ("GET", "bytes=0-99999999999999999999", 403), ("GET", "bytes=0-1,5-6", 403), ("GET", "bytes=7-6", 403),
      ("GET", "items=0-1", 403), ("GET", "bytes= 0-1", 403), ("GET", "bytes=+0-1", 403), ("GET", "", 403),
      ("HEAD", "bytes=0-9", 403), ("HEAD", nil, 403), ("POST", "bytes=0-9", 403),
      ("GET", "bytes=300000-300001", 416),
    ] as [(String, String?, Int)])
  func ranges(method: String, range: String?, status: Int) async throws {
    try await withOrigin(.init(maximumRange: 100_000)) { origin, _ in
      let request = try origin.request(method, range: range)
      let answer = try #require(await WireClient.ask(port: origin.port, request))
      #expect(answer.status == status)
      #expect(origin.requests.map(\.status) == [status])
      #expect(origin.requests.map(\.request.rangeField) == [range])
    }
  }

  @Test("A range comes with its bytes and the fields that describe it")
  func goodAnswer() async throws {
    try await withOrigin { origin, bytes in
      let answer = try await origin.ask(range: "bytes=1000-250999")
      #expect(answer.status == 206)
      #expect(answer.carries(bytes[1000..<251_000]))
      #expect(answer.ending == .complete)
      #expect(answer.fields["content-range"] == "bytes 1000-250999/300000")
      #expect(answer.fields["content-length"] == "250000")
      #expect(answer.fields["content-type"] == "audio/webm")
      #expect(answer.fields["accept-ranges"] == "bytes")

      let tail = try await origin.ask(range: "bytes=299990-400000")
      #expect(tail.carries(bytes[299_990...]))
      #expect(tail.fields["content-range"] == "bytes 299990-299999/300000")

      let past = try await origin.ask(range: "bytes=300000-300001")
      #expect(past.fields["content-range"] == "bytes */300000")
    }
  }

  @Test("A URL lives until its expire= and no longer")
  func expiry() async throws {
    let clock = ManualTime(1_800_000_000)
    try await withOrigin(.init(now: { clock.now })) { origin, _ in
      let url = try #require(origin.url(for: LoopbackOrigin.id, validFor: .milliseconds(29_500)))
      #expect(url.contains("expire=1800000030&"))
      clock.now = 1_800_000_029.9
      #expect(try await origin.ask(range: "bytes=0-9", url: url).status == 206)
      clock.now = 1_800_000_030
      #expect(try await origin.ask(range: "bytes=0-9", url: url).status == 403)
      let broken = url.replacing("expire=1800000030", with: "expire=soon")
      #expect(try await origin.ask(range: "bytes=0-9", url: broken).status == 403)
      let endless = try #require(origin.url(for: LoopbackOrigin.id, validFor: nil))
      #expect(try await origin.ask(range: "bytes=0-9", url: endless).status == 206)
    }
  }

  @Test("A revoked URL is dead, the next one lives", arguments: [403, 404, 410])
  func revocation(status: Int) async throws {
    try await withOrigin { origin, _ in
      let old = try #require(origin.url(for: LoopbackOrigin.id))
      origin.revoke(old, status: status)
      #expect(try await origin.ask(range: "bytes=0-9", url: old).status == status)
      let new = try #require(origin.url(for: LoopbackOrigin.id))
      #expect(try await origin.ask(range: "bytes=0-9", url: new).status == 206)
      origin.revokeAll(of: LoopbackOrigin.id, status: status)
      #expect(try await origin.ask(range: "bytes=0-9", url: new).status == status)
      #expect(origin.requests.map(\.request.generation) == [1, 2, 2])
    }
  }

  @Test("Formats of one id are told apart by itag")
  func formats() async throws {
    try await withOrigin { origin, bytes in
      origin.register(Asset(id: LoopbackOrigin.id, itag: 140, contentType: "audio/mp4", bytes: [1, 2, 3]))
      let small = try #require(origin.url(for: LoopbackOrigin.id, itag: 140))
      #expect(small.contains("clen=3&") && small.contains("mime=audio%2Fmp4"))
      #expect(try await origin.ask(range: "bytes=0-9", url: small).body == [1, 2, 3])
      let large = try #require(origin.url(for: LoopbackOrigin.id, itag: 251))
      #expect(try await origin.ask(range: "bytes=0-9", url: large).carries(bytes[0..<10]))
      #expect(origin.url(for: LoopbackOrigin.id, itag: 18) == nil)
      #expect(origin.url(for: "AAAAAAAAAAA") == nil)
    }
  }

  @Test(
    "What is no media URL of ours is not found",
    arguments: ["/", "/videoplayback", "/videoplayback?itag=251", "/videoplayback?id=AAAAAAAAAAA&itag=251"])
  func unknown(target: String) async throws {
    try await withOrigin { origin, _ in
      let answer = await WireClient.ask(
        port: origin.port, "GET \(target) HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n")
      #expect(answer?.status == 404)
    }
  }

  @Test("One connection carries request after request, pipelined or in crumbs")
  func keepAlive() async throws {
    try await withOrigin { origin, bytes in
      let request = try origin.request(range: "bytes=0-199999")
      let port = origin.port
      let answers: [WireClient.Answer] = await WireClient.offPool {
        guard let client = WireClient(port: port) else { return [] }
        defer { client.hangUp() }
        var rest: [UInt8] = []
        client.say(request + request)
        var answers = [client.read(rest: &rest), client.read(rest: &rest)]
        for character in request { client.say(String(character)) }
        answers.append(client.read(rest: &rest))
        client.say(request.replacing("HTTP/1.1\r\n", with: "HTTP/1.1\r\nConnection: close\r\n"))
        answers.append(client.read(.everything, rest: &rest))
        return answers
      }
      #expect(answers.map(\.status) == [206, 206, 206, 206])
      #expect(answers.allSatisfy { $0.carries(bytes[..<200_000]) })
      #expect(answers.last?.ending == .closed)
      #expect(origin.requests.map(\.request.connection) == [1, 1, 1, 1])
      #expect(origin.requests.map(\.request.index) == [0, 1, 2, 3])
    }
  }

  @Test("Noise is no request, and harms nobody")
  func noise() async throws {
    try await withOrigin { (origin, _) async throws in
      let answer = await WireClient.ask(port: origin.port, "\u{16}\u{03}\u{01} hello\r\n\r\n", .everything)
      #expect(answer?.ending == .closed || answer?.ending == .reset)
      #expect(try await origin.ask(range: "bytes=0-9").status == 206)
      #expect(origin.requests.count == 1)
    }
  }
}
