import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct ResponsePlanTests {
  private let facts = ResponsePlan.Facts(
    name: "Beyoncé - Déjà Vu", contentType: "audio/webm", bitrate: 128, length: 100_000)

  private func plan(
    _ mode: BodyMode, range: RangeHeader? = nil, length: Int64? = 100_000, bitrate: Int? = 128
  ) -> ResponsePlan {
    var request = ProxyRequest(id: .test)
    request.range = range
    var facts = facts
    facts.length = length
    facts.bitrate = bitrate
    return ResponsePlan(request, mode: mode, metaint: 16_384, facts: facts)
  }

  private func lines(_ plan: ResponsePlan) -> [String] {
    plan.fields.map { "\($0.name): \($0.value)" }
  }

  @Test func seekableWhole() {
    let plan = plan(.seekable(icyName: true))
    #expect(plan.status == 200)
    #expect(
      lines(plan) == [
        "content-type: audio/webm", "accept-ranges: bytes", "icy-name: Beyoncé - Déjà Vu",
        "content-length: 100000", "cache-control: no-store",
      ])
    #expect(plan.audio == .init(first: 0, end: 100_000))
    #expect(plan.interleaver == nil)
  }

  @Test func seekableForATaggedPlayerHasNoIcyField() {
    let plan = plan(.seekable(icyName: false))
    #expect(!lines(plan).contains { $0.hasPrefix("icy") })
  }

  @Test(
    arguments: [
      (.from(0, to: nil), 0, 100_000), (.from(0, to: 9), 0, 10),
      (.from(99_999, to: nil), 99_999, 100_000),
      (.from(500, to: 999_999), 500, 100_000), (.suffix(100), 99_900, 100_000),
      (.suffix(.max), 0, 100_000),
    ] as [(RangeHeader, Int64, Int64)])
  func partial(range: RangeHeader, first: Int64, end: Int64) {
    let plan = plan(.seekable(icyName: false), range: range)
    #expect(plan.status == 206)
    #expect(
      lines(plan) == [
        "content-type: audio/webm", "accept-ranges: bytes",
        "content-range: bytes \(first)-\(end - 1)/100000",
        "content-length: \(end - first)", "cache-control: no-store",
      ])
    #expect(plan.audio == .init(first: first, end: end))
  }

  @Test(arguments: [.from(100_000, to: nil), .from(.max, to: nil), .suffix(0)] as [RangeHeader])
  func outside(range: RangeHeader) {
    let plan = plan(.seekable(icyName: true), range: range)
    #expect(plan.status == 416)
    #expect(lines(plan) == ["content-range: bytes */100000", "content-length: 0"])
    #expect(plan.bodyLength == 0)
  }

  @Test func inline() {
    let plan = plan(.inline, range: .from(0, to: nil))
    #expect(plan.status == 200)
    // 6 blocks: the title takes 2 units of 16 and a length byte, the five others a byte each.
    #expect(
      lines(plan) == [
        "content-type: audio/webm", "icy-metaint: 16384", "icy-name: Beyoncé - Déjà Vu",
        "icy-br: 128", "accept-ranges: none",
        "content-length: \(100_000 + 49 + 5)", "cache-control: no-store",
      ])
    #expect(plan.interleaver == IcyInterleaver(interval: 16_384, title: "Beyoncé - Déjà Vu"))
  }

  @Test(arguments: [nil, .from(5, to: nil), .suffix(5), .from(0, to: 9)] as [RangeHeader?])
  func unknownLengthIsNeverSeekable(range: RangeHeader?) {
    let plan = plan(.seekable(icyName: true), range: range, length: nil)
    #expect(plan.status == 200)
    #expect(
      lines(plan) == [
        "content-type: audio/webm", "icy-name: Beyoncé - Déjà Vu", "cache-control: no-store",
      ])
    #expect(plan.audio == .init(first: 0, end: nil))
    #expect(plan.bodyLength == nil)
  }

  @Test func inlineOfUnknownLength() {
    let plan = plan(.inline, length: nil, bitrate: nil)
    #expect(
      lines(plan) == [
        "content-type: audio/webm", "icy-metaint: 16384", "icy-name: Beyoncé - Déjà Vu",
        "accept-ranges: none", "cache-control: no-store",
      ])
    #expect(plan.bodyLength == nil)
  }

  @Test func noNameIsALowerCaseProblem() {
    for mode in [BodyMode.inline, .seekable(icyName: true)] {
      #expect(plan(mode).fields.allSatisfy { $0.name == $0.name.lowercased() })
    }
  }
}
