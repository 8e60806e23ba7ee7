import Foundation
import LoopbackOrigin
import TestSupport

@testable import TrackKit

/// A listener who does anything: plays, seeks, dawdles, leaves; and who checks every byte.
struct RandomClient {
  let relay: RelayFixture
  let songs: [RandomSong]
  let number: Int
  var generator: SplitMix64
  /// What was wrong, each with what the client did.
  private(set) var complaints: [String] = []
  /// What was done, by name.
  private(set) var counts: [String: Int] = [:]

  init(relay: RelayFixture, songs: [RandomSong], seed: UInt64, number: Int) {
    self.relay = relay
    self.songs = songs
    self.number = number
    generator = SplitMix64(seed: seed &* 31 &+ UInt64(number))
  }

  /// Goes on until `deadline`, but for the times that `turns` gives to others.
  mutating func run(until deadline: SuspendingClock.Instant, turns: SharedTurns? = nil) async throws {
    while SuspendingClock.now < deadline, complaints.count < 5 {
      await turns?.enter()
      try await step()
      await turns?.leave()
      try Task.checkCancellation()
    }
  }

  /// What a request asks for, and the bytes it must get.
  private struct Wish {
    var song: RandomSong
    var fields: [String] = []
    /// Each client has its own: a seek takes over the slot of an older request of the same listener.
    var agent: String
    var version = "1.1"
    var expected: Range<Int>
    var isInline = false
    var isMPD: Bool { agent.hasPrefix("Music Player Daemon") }
    var name: String {
      "\(isMPD ? "MPD" : isInline ? "icy" : "plain") \(fields.joined(separator: ",")) HTTP/\(version)"
    }
  }

  private mutating func step() async throws {
    let wish = makeWish()
    let client: WireClient
    do {
      client = try relay.connect(receiveBuffer: Bool.random(using: &generator) ? 32_768 : nil)
    } catch {
      complaints.append("client \(number): no connection: \(error)")
      return
    }
    client.ask("GET", "/proxy/\(wish.song.id)", version: wish.version, agent: wish.agent, wish.fields)
    switch Int.random(in: 0..<10, using: &generator) {
    case 0:
      // Gone before there was an answer.
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...30, using: &generator)))
      client.hangUp()
      count("leaves at once")
    case 1, 2, 3: await leaveInMidBody(client, wish)
    case 4: await dawdle(client, wish)
    default:
      judge(await client.read(), wish, "reads")
      if wish.version == "1.1", Bool.random(using: &generator) {
        // The same connection again, with a seek.
        var next = makeWish()
        next.version = "1.1"
        client.ask("GET", "/proxy/\(next.song.id)", agent: next.agent, next.fields)
        let answer = await client.read()
        // The connection may have been closed behind an answer that could not be completed.
        if answer.status != 0 || answer.ending == .silent {
          judge(answer, next, "reads again")
        } else {
          count("finds the connection closed")
        }
      }
    }
  }

  private mutating func makeWish() -> Wish {
    let song = songs[Int.random(in: 0..<songs.count, using: &generator)]
    let size = song.audio.count
    var wish = Wish(song: song, agent: "mpv 0.\(number)", expected: 0..<size)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0, 1:
      wish.agent = "Music Player Daemon 0.23.\(number)"
      wish.fields = ["Icy-Metadata: 1"]
    case 2, 3:
      wish.agent = "Music Player Daemon 0.23.\(number)"
      let start = Int.random(in: 1..<size, using: &generator)
      wish.fields = ["Icy-Metadata: 1", "Range: bytes=\(start)-"]
      wish.expected = start..<size
    case 4:
      wish.isInline = true
      // One that has asked for a range gets no metadata.
      wish.agent = "radio 0.\(number)"
      wish.fields = ["Icy-MetaData: 1"]
    case 5:
      let start = Int.random(in: 0..<size, using: &generator)
      let end = Int.random(in: start..<size, using: &generator)
      wish.fields = ["Range: bytes=\(start)-\(end)"]
      wish.expected = start..<end + 1
    case 6:
      let count = Int.random(in: 1...size, using: &generator)
      wish.fields = ["Range: bytes=-\(count)"]
      wish.expected = size - count..<size
    default:
      wish.version = Bool.random(using: &generator) ? "1.0" : "1.1"
    }
    return wish
  }

  private mutating func leaveInMidBody(_ client: WireClient, _ wish: Wish) async {
    let head = await client.readHead()
    // No more than there is: who waits for bytes behind the answer does not leave.
    let bytes = await client.readBytes(Int.random(in: 0...wish.expected.count, using: &generator))
    client.hangUp()
    count("leaves")
    guard head.status == 200 || head.status == 206 else { return }
    var answer = head
    answer.body = bytes
    // It ends where we left, however that looks.
    answer.ending = .short
    judge(answer, wish, "leaves")
  }

  /// Takes a little at a time, and no more than there is.
  private mutating func dawdle(_ client: WireClient, _ wish: Wish) async {
    let head = await client.readHead()
    guard head.status == 200 || head.status == 206 else { return judge(head, wish, "dawdles") }
    var answer = head
    for _ in 0..<Int.random(in: 1...20, using: &generator) {
      answer.body += await client.readBytes(min(20_000, wish.expected.count - answer.body.count))
      do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
    }
    client.hangUp()
    answer.ending = .short
    judge(answer, wish, "dawdles")
  }

  // MARK: - Judgement

  private mutating func judge(_ answer: WireAnswer, _ wish: Wish, _ manner: String) {
    count(manner)
    func complain(_ what: String) {
      complaints.append("client \(number) \(manner) \(wish.name) of \(wish.song.id): \(what)")
    }
    switch answer.status {
    case 200, 206: break
    case 502, 503, 504:
      // Two refusals in a row, or four failures, are the end before the first byte.
      count("gets \(answer.status)")
      if answer.ending != .silent, !answer.body.isEmpty, answer.text.split(separator: "\n").count != 1 {
        complain("the reason is \(answer.text)")
      }
      return
    default: return complain("the status is \(answer.statusLine), ending \(answer.ending)")
    }
    if answer.ending == .silent { return complain("nothing came after \(answer.body.count) bytes") }
    let audio: [UInt8]
    if wish.isInline {
      guard let interval = answer["icy-metaint"].flatMap({ Int($0) }) else {
        return complain("there is no icy-metaint")
      }
      var parser = IcyParser(interval: interval)
      parser.read(answer.body)
      audio = parser.audio
    } else {
      audio = answer.body
    }
    counts["bytes heard", default: 0] += audio.count
    let expected = wish.song.audio[wish.expected]
    let same = Self.commonLength(audio, expected)
    if same == audio.count {
      if answer.ending == .complete, same != expected.count { complain("\(same) bytes of \(expected.count)") }
      if answer.ending == .short, manner.hasPrefix("reads") {
        count("gets a short body")
        // MPD 0.23.12 hangs at the end of a body that is too short.
        if wish.isMPD { complain("the body ends after \(same) bytes of \(expected.count)") }
      }
    } else if wish.isMPD, audio[same...].allSatisfy({ $0 == 0 }) {
      count("gets zeros")
    } else {
      complain("byte \(wish.expected.lowerBound + same) is wrong, of \(audio.count)")
    }
  }

  /// How many bytes are the same; by blocks, since byte by byte a debug build takes seconds for a track.
  private static func commonLength(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Int {
    left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        guard let a = left.baseAddress, let b = right.baseAddress else { return 0 }
        let length = min(left.count, right.count)
        var same = 0
        while same < length {
          let block = min(4096, length - same)
          guard memcmp(a + same, b + same, block) == 0 else {
            return same + zip(left[same...], right[same...]).prefix { $0 == $1 }.count
          }
          same += block
        }
        return same
      }
    }
  }

  private mutating func count(_ what: String) {
    counts[what, default: 0] += 1
  }
}
