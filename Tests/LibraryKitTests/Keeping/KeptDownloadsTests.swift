import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Downloads into the list of a store, as a test says.
private final class ScriptedFiller: AudioFilling {
  let store: TrackStore
  private let state = Mutex<(asked: [VideoID], underWay: Int, most: Int)>(([], 0, 0))
  private let answer: @Sendable (VideoID, _ number: Int) async throws -> Void

  /// - Parameter answer: waits or fails as it likes; `number` counts the tries of the track from 1.
  init(_ store: TrackStore, answer: @escaping @Sendable (VideoID, Int) async throws -> Void = { _, _ in }) {
    self.store = store
    self.answer = answer
  }

  /// What was asked for, in order.
  var asked: [VideoID] { state.withLock { $0.asked } }
  /// How many were downloaded at once.
  var most: Int { state.withLock { $0.most } }

  func fill(_ id: VideoID) async throws {
    let number = state.withLock { state in
      state.asked.append(id)
      state.underWay += 1
      state.most = max(state.most, state.underWay)
      return state.asked.count { $0 == id }
    }
    defer { state.withLock { $0.underWay -= 1 } }
    try await answer(id, number)
    try store.list(id.letter, bytes: 9, of: 9)
  }
}

extension VideoID {
  /// The letter of a track made by `letterTrack`.
  fileprivate var letter: Character {
    "abcdefghijklmnopqrstuvwxyz".first { letterTrack($0).id == self } ?? "?"
  }
}

@Suite(.timeLimit(.minutes(5))) struct KeptDownloadsTests {
  private func ids(_ letters: String) -> [VideoID] { letters.map { letterTrack($0).id } }

  private func store() throws -> TrackStore {
    let store = try TrackStore()
    try store.register("abcdef".map { letterTrack($0) })
    return store
  }

  private func rules(_ concurrency: Int = 1) -> KeptDownloads.Rules {
    var rules = KeptDownloads.Rules()
    rules.concurrency = concurrency
    rules.interval = .milliseconds(20)
    return rules
  }

  /// Runs `downloads` until `condition` holds.
  private func run(_ downloads: KeptDownloads, until condition: @Sendable () throws -> Bool) async throws {
    let task = Task { await downloads.run() }
    defer { task.cancel() }
    while try !condition() { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    await task.value
  }

  @Test func `marks made while it runs are heeded, in order, one at a time`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store)
    try store.keep(ids("b"), now: Date(timeIntervalSince1970: 1))
    let downloads = KeptDownloads(store: store, filler: filler, rules: rules(), refusedFor: { nil })
    let task = Task { await downloads.run() }
    while try store.keptListing().contains(where: { !$0.isComplete }) {
      try await Task.sleep(for: .milliseconds(10))
    }
    try store.keep(ids("ca"), now: Date(timeIntervalSince1970: 2))
    while try store.keptListing().contains(where: { !$0.isComplete }) {
      try await Task.sleep(for: .milliseconds(10))
    }
    task.cancel()
    await task.value
    #expect(filler.asked == ids("bac") && filler.most == 1)
  }

  @Test func `as many at once as there may be, and none twice`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store) { _, _ in try await Task.sleep(for: .milliseconds(30)) }
    try store.keep(ids("abcdef"))
    let downloads = KeptDownloads(store: store, filler: filler, rules: rules(3), refusedFor: { nil })
    try await run(downloads) { try store.keptListing().allSatisfy(\.isComplete) }
    #expect(filler.asked.count == 6 && filler.most == 3)
  }

  @Test func `what is not kept any more is not downloaded to its end`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store) { id, _ in
      if id.letter == "a" { try await Task.sleep(for: .seconds(600)) }
    }
    try store.keep(ids("a"), now: Date(timeIntervalSince1970: 1))
    try store.keep(ids("b"), now: Date(timeIntervalSince1970: 2))
    let downloads = KeptDownloads(store: store, filler: filler, rules: rules(), refusedFor: { nil })
    let task = Task { await downloads.run() }
    while filler.asked.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    try store.unkeep(ids("a"))
    while try store.keptListing().first?.isComplete != true { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    await task.value
    #expect(filler.asked == ids("ab"))
    // A cancelled download has no fault.
    try store.keep(ids("a"))
    #expect(try store.keptListing().allSatisfy { $0.failure == nil })
  }

  @Test func `nothing is asked while YouTube refuses, and then it goes on with the same track`() async throws
  {
    let store = try store()
    let refusal = Mutex<Duration?>(nil)
    let filler = ScriptedFiller(store) { _, number in
      guard number == 1 else { return }
      refusal.withLock { $0 = .seconds(1) }
      throw URLRefreshError(kind: .botCheck)
    }
    try store.keep(ids("a"))
    let pauses = Mutex(0)
    let downloads = KeptDownloads(
      store: store, filler: filler, rules: rules(), refusedFor: { refusal.withLock { $0 } },
      paused: { _ in
        pauses.withLock { $0 += 1 }
        refusal.withLock { $0 = nil }
      })
    try await run(downloads) { try store.keptListing().allSatisfy(\.isComplete) }
    #expect(filler.asked == ids("aa") && pauses.withLock { $0 } == 1)
  }

  @Test func `a failure is kept, told, and does not hold up the others`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store) { id, _ in
      if id.letter == "a" { throw URLRefreshError(kind: .privateVideo) }
    }
    try store.keep(ids("ab"))
    let told = Mutex<[String]>([])
    let downloads = KeptDownloads(
      store: store, filler: filler, rules: rules(), refusedFor: { nil },
      failed: { track, failure in told.withLock { $0.append("\(track.id.letter): \(failure.word)") } })
    try await run(downloads) { try store.keptListing().allSatisfy(\.isSettled) }
    #expect(told.withLock { $0 } == ["a: private"])
    #expect(try store.keptListing().map { $0.failure?.isTracksOwn } == [true, nil])
  }

  @Test func `what only a person can mend ends a command's downloads`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store) { _, _ in throw URLRefreshError(kind: .notInstalled) }
    try store.keep(ids("abc"))
    var rules = rules()
    rules.givesUp = true
    let downloads = KeptDownloads(store: store, filler: filler, rules: rules, refusedFor: { nil })
    try await run(downloads) { downloads.stoppedBy != nil }
    #expect(filler.asked == ids("a"))
  }

  @Test func `only what it is to look after is downloaded`() async throws {
    let store = try store()
    let filler = ScriptedFiller(store)
    try store.keep(ids("abc"))
    var rules = rules()
    rules.ids = Set(ids("c"))
    let downloads = KeptDownloads(store: store, filler: filler, rules: rules, refusedFor: { nil })
    try await run(downloads) { try store.keptListing().contains(where: \.isComplete) }
    #expect(filler.asked == ids("c"))
  }
}
