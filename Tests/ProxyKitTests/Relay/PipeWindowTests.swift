import NIOCore
import Testing

@testable import ProxyKit

/// Who gets which bytes of a run, and when more of it is read.
@Suite struct PipeWindowTests {
  private static let block = 64 * 1024

  /// Blocks whose first byte is their number.
  private func bytes(_ number: Int, _ count: Int = block) -> ByteBuffer {
    ByteBuffer(bytes: [UInt8(number % 256)] + [UInt8](repeating: 0, count: count - 1))
  }

  private func window(_ blocks: Int, isLive: Bool = false, alignment: Int64? = nil) -> PipeWindow {
    var window = PipeWindow(isLive: isLive)
    _ = window.join(1)
    for number in 0..<blocks {
      window.add(bytes(number))
      while window.next(for: 1) != nil {}
      _ = window.trim()
    }
    window.alignment = alignment
    return window
  }

  @Test func everyListenerGetsEveryByteInOrder() {
    var window = PipeWindow(isLive: false)
    let isFirstIn = window.join(1)
    #expect(isFirstIn && window.wantsMore)
    for number in 0..<3 { window.add(bytes(number)) }
    _ = window.join(2)
    for listener in [1, 2] as [UInt64] {
      var got: [UInt8] = []
      while let next = window.next(for: listener) { got.append(next.getInteger(at: next.readerIndex) ?? 99) }
      #expect(got == [0, 1, 2])
      #expect(window.hasAll(listener))
    }
    #expect(window.beginning(3) == [0, 0, 0] && window.beginning(70_000).count == 70_000)
  }

  @Test func theRunGoesAtThePaceOfTheQuickest() {
    var window = PipeWindow(isLive: false)
    #expect(!window.wantsMore, "nobody listens")
    _ = window.join(1)
    _ = window.join(2)
    var count = 0
    while window.wantsMore {
      window.add(bytes(count))
      count += 1
    }
    #expect(count == Int(PipeWindow.readAhead) / Self.block)
    _ = window.next(for: 2)
    #expect(window.wantsMore)
    window.leave(2)
    #expect(!window.wantsMore, "the other one has not begun")
  }

  @Test func aTrackIsJoinedAtItsBeginning() {
    var window = window(100)
    let isIn = window.join(2)
    let first = window.next(for: 2)
    #expect(isIn && window.start == 0)
    #expect(first?.getInteger(at: 0, as: UInt8.self) == 0)
    // When that is gone, a run of its own is needed.
    var long = self.window(200)
    let isInLong = long.join(2)
    #expect(long.start > 0 && !isInLong)
    #expect(long.end - long.start <= Int64(Self.block), "nobody wants it any more")
  }

  @Test func whoFallsBackTooFarIsCutOff() {
    var window = window(100)
    _ = window.join(2)
    var lost: [UInt64] = []
    var count = 100
    while lost.isEmpty, count < 1000 {
      window.add(bytes(count))
      while window.next(for: 1) != nil {}
      lost = window.trim()
      count += 1
      #expect(window.end - window.start <= PipeWindow.most + Int64(Self.block))
    }
    #expect(lost == [2] && window.places[2] == nil)
    #expect(window.end > PipeWindow.most)
    // Alone, nobody is cut off: the run waits.
    var single = PipeWindow(isLive: false)
    _ = single.join(1)
    while single.wantsMore { single.add(bytes(0)) }
    let cut = single.trim()
    #expect(cut.isEmpty && single.end == PipeWindow.readAhead)
  }

  @Test(arguments: [188, 1] as [Int64]) func aLiveStreamIsJoinedAtNow(alignment: Int64) {
    var window = window(10, isLive: true, alignment: alignment)
    _ = window.join(2)
    let place = window.places[2] ?? -1
    #expect(place % alignment == 0 && place >= window.start && abs(place - window.end) < alignment)
    window.add(bytes(10))
    let next = window.next(for: 2)
    #expect(next != nil)
    // Nothing of the past is kept.
    while window.next(for: 1) != nil || window.next(for: 2) != nil {}
    _ = window.trim()
    #expect(window.start == window.end)
  }

  @Test func aLiveStreamThatNeedsItsBeginningHasARunForEach() {
    var window = window(10, isLive: true)
    let isIn = window.join(2)
    #expect(!isIn)
    var empty = PipeWindow(isLive: true)
    let areIn = [empty.join(1), empty.join(2)]
    #expect(areIn == [true, true], "it has not begun")
  }

  @Test func aLiveListenerWhoFallsBackGoesOnAtNow() {
    var window = window(10, isLive: true, alignment: 188)
    _ = window.join(2)
    for number in 10..<200 {
      window.add(bytes(number))
      while window.next(for: 1) != nil {}
      let lost = window.trim()
      #expect(lost.isEmpty)
    }
    let place = window.places[2] ?? 0
    #expect(place % 188 == 0 && place >= window.end - PipeWindow.most)
    window.add(bytes(200))
    let next = window.next(for: 2)
    #expect(next != nil)
  }
}
