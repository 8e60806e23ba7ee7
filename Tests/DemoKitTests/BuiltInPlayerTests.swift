import Testing

@testable import DemoKit
@testable import TrackKit

@Suite("The built-in player's decisions")
struct BuiltInPlayerTests {
  private static let title = "Artist - It's ’; a title"

  /// A body with the title after `interval` bytes and an empty block after as many again.
  private static func body(interval: Int) -> [UInt8] {
    var block = Array("StreamTitle='\(title)';".utf8)
    block += [UInt8](repeating: 0, count: (16 - block.count % 16) % 16)
    let audio = [UInt8](repeating: 1, count: interval)
    return audio + [UInt8(block.count / 16)] + block + audio + [0] + [1, 1, 1]
  }

  @Test("Metadata comes out of the body wherever it is split", arguments: [1, 2, 3, 7, 16, 50, 1000])
  func demultiplexing(piece: Int) {
    for interval in [1, 5, 64] {
      var demultiplexer = IcyDemultiplexer(interval: interval)
      let body = Self.body(interval: interval)
      var audio = 0
      var titles: [String] = []
      for start in stride(from: 0, to: body.count, by: piece) {
        let (count, title) = demultiplexer.consume(body[start..<min(body.count, start + piece)])
        audio += count
        titles += title.map { [$0] } ?? []
      }
      // What follows the second block is audio up to the interval, and then the length of a third.
      #expect(audio >= 2 * interval + min(interval, 3))
      #expect(titles == [Self.title])
    }
  }

  @Test("Without an interval everything is music")
  func plain() {
    var demultiplexer = IcyDemultiplexer(interval: nil)
    let (audio, title) = demultiplexer.consume([UInt8](repeating: 1, count: 5000))
    #expect(audio == 5000 && title == nil)
  }

  @Test("It fills its buffer at once and then keeps the pace of the music")
  func pace() {
    var pace = PlaybackPace(bytesPerSecond: 1000, buffer: .seconds(3))
    #expect(pace.wait(after: .zero) == .zero)
    pace.receive(3000)
    #expect(pace.wait(after: .zero) == .zero)
    pace.receive(2000)
    #expect(pace.wait(after: .zero) == .seconds(2))
    #expect(pace.wait(after: .seconds(1)) == .seconds(1))
    #expect(pace.wait(after: .seconds(9)) == .zero)
    #expect(pace.remainder(after: .seconds(1)) == .seconds(4))
    #expect(pace.remainder(after: .seconds(9)) == .zero)
  }

  @Test("A head is read, whatever its case and its spaces")
  func head() {
    let head = IcyClient.Head("HTTP/1.0 200 OK\r\nContent-Type: audio/wav\r\nICY-MetaInt:  16384 ")
    #expect(head?.status == 200 && head?.interval == 16_384)
    #expect(IcyClient.Head("HTTP/1.1 503 Busy")?.status == 503)
    #expect(IcyClient.Head("ICY 200 OK") == nil)
    #expect(IcyClient.Head("") == nil)
  }
}

@Suite("The built-in player and a relay")
struct BuiltInPlayerRunTests {
  private static func answer(_ title: String, audio: Int) -> [UInt8] {
    var block = Array("StreamTitle='\(title)';".utf8)
    block += [UInt8](repeating: 0, count: (16 - block.count % 16) % 16)
    let head = "HTTP/1.0 200 OK\r\nContent-Type: audio/wav\r\nicy-metaint: 10\r\n\r\n"
    return Array(head.utf8) + [UInt8](repeating: 1, count: 10) + [UInt8(block.count / 16)] + block
      + [UInt8](repeating: 1, count: audio)
  }

  private static let tracks = DemoLibrary.songs.prefix(3).map(\.track)

  /// The path of a request.
  private static func path(_ request: String) -> String {
    String(request.split(separator: " ").dropFirst().first ?? "")
  }

  @Test(
    "It plays the list round and round, asks for ICY, and stops when it is cancelled", .timeLimit(.minutes(5))
  )
  func round() async throws {
    let relay = ScriptedRelay([Self.answer("A - B", audio: 5)])
    defer { relay.shutDown() }
    let player = try BuiltInPlayer(port: relay.port, tracks: Self.tracks, bytesPerSecond: 1 << 30)
    let run = Task { await player.run() }
    var requests: [String] = []
    for await request in relay.received {
      requests.append(request)
      if requests.count == 4 { break }
    }
    run.cancel()
    await run.value
    let expected = [0, 1, 2, 0].map { "/proxy/\(Self.tracks[$0].id)" }
    #expect(requests.map(Self.path) == expected)
    #expect(requests.allSatisfy { $0.contains("\r\nIcy-MetaData: 1\r\n") && $0.contains("built-in player") })
    #expect(player.nowPlaying == nil)
  }

  @Test("A skip leaves a song that plays for long, and follows its title meanwhile", .timeLimit(.minutes(5)))
  func skip() async throws {
    let relay = ScriptedRelay([Self.answer("Live - Title", audio: 9)])
    defer { relay.shutDown() }
    // Nineteen bytes play for nineteen seconds: long enough to be skipped every time.
    let player = try BuiltInPlayer(port: relay.port, tracks: Self.tracks, bytesPerSecond: 1)
    let run = Task { await player.run() }
    var paths: [String] = []
    for await request in relay.received {
      paths.append(Self.path(request))
      if paths.count == 1 {
        while player.nowPlaying?.title != "Live - Title" { await Task.yield() }
        player.skip(-1)
      }
      if paths.count == 2 { player.skip() }
      if paths.count == 3 { break }
    }
    run.cancel()
    await run.value
    #expect(paths == [0, 2, 0].map { "/proxy/\(Self.tracks[$0].id)" })
  }

  @Test("Cancelled before it runs, it does not run")
  func cancelledEarly() async throws {
    let player = try BuiltInPlayer(port: 9, tracks: Self.tracks)
    let run = Task { await player.run() }
    run.cancel()
    await run.value
    #expect(player.nowPlaying == nil)
  }
}
