import Foundation
import Testing

@testable import LibraryKit
@testable import TrackKit

private func known(_ name: String, _ url: String?, _ origin: PlaylistOrigin?) -> PlaylistSummary {
  PlaylistSummary(name: name, url: url, syncedAt: Date(), count: 1, skipped: 0, origin: origin)
}

private func line(_ name: String, _ url: String) -> PlaylistSource { .init(name: name, url: url) }

struct SyncPlanTests {
  @Test func `configured playlists come first, in their order, then what was added`() {
    let plan = SyncPlan(
      configured: [line("Z", "z"), line("A\n", "a")],
      known: [
        known("A", "a", .configured), known("M", "m", .added), known("Old", "o", nil),
        known("Hand", nil, nil),
      ],
      prunes: true)
    #expect(plan.jobs.map(\.name) == ["Z", "A", "M", "Old"])
    #expect(plan.jobs.map(\.origin) == [.configured, .configured, .added, .added])
    #expect(plan.renamings.isEmpty && plan.removals.isEmpty)
  }

  @Test func `radios and what came with the library are not read by themselves`() throws {
    let all = [known("Radio", "r", .radio), known("Mine", "l", .library)]
    #expect(SyncPlan(configured: [], known: all, prunes: true).jobs.isEmpty)
    let one = try SyncPlan(only: "YT: Radio", prefix: "YT: ", configured: [], known: all)
    #expect(one.jobs == [.init(name: "Radio", url: "r", origin: .radio)])
  }

  @Test func `a playlist goes when its line does, if there is a configuration`() {
    let all = [known("A", "a", .configured), known("B", "b", .added)]
    #expect(SyncPlan(configured: [], known: all, prunes: true).removals == ["A"])
    let plan = SyncPlan(configured: [], known: all, prunes: false)
    #expect(plan.removals.isEmpty && plan.jobs.map(\.name) == ["A", "B"])
  }

  @Test func `another name in the configuration is a new name for the same playlist`() {
    for origin in [PlaylistOrigin.configured, .added] {
      let plan = SyncPlan(configured: [line("New", "a")], known: [known("Old", "a", origin)], prunes: true)
      #expect(plan.renamings == [.init(old: "Old", new: "New")])
      #expect(plan.removals.isEmpty && plan.jobs == [.init(name: "New", url: "a", origin: .configured)])
    }
  }

  @Test func `the configuration has a name before what was added has it`() {
    let plan = SyncPlan(
      configured: [line("Mix", "a")], known: [known("Mix", "b", .added), known("Mix (2)", "c", .added)],
      prunes: true)
    #expect(plan.renamings == [.init(old: "Mix", new: "Mix (3)")])
    #expect(plan.jobs.map(\.name) == ["Mix", "Mix (3)", "Mix (2)"])
    #expect(plan.jobs.map(\.url) == ["a", "b", "c"])
    // A new URL for a configured playlist is no other playlist.
    let moved = SyncPlan(
      configured: [line("Mix", "a")], known: [known("Mix", "b", .configured)], prunes: true)
    #expect(moved.renamings.isEmpty && moved.removals.isEmpty && moved.jobs.map(\.url) == ["a"])
  }

  @Test(
    arguments: [
      ("Liked / Songs", "Liked / Songs"), ("YT: Liked / Songs", "Liked / Songs"),
      ("YT: Liked - Songs", "Liked / Songs"),
      ("liked / songs", "Liked / Songs"), ("Same", "Same"), ("same", nil), ("nobody", nil), ("", nil),
    ])
  func `playlists are found by what people see of them`(text: String, name: String?) {
    #expect(PlaylistName.match(text, prefix: "YT: ", among: ["Liked / Songs", "Same", "SAME"]) == name)
  }

  @Test func `a name that is none says which there are`() {
    #expect(throws: PlaylistError.unknown(name: "x", known: ["A", "B"])) {
      try SyncPlan(
        only: "x", prefix: "", configured: [line("A", "a")],
        known: [known("A", "a", nil), known("B", nil, nil)])
    }
    #expect(throws: PlaylistError.hasNoURL(name: "B")) {
      try SyncPlan(only: "B", prefix: "", configured: [], known: [known("B", nil, nil)])
    }
  }

  @Test func `the playlists of an account get names of their own`() {
    let nested: [ListedPlaylist.Nested] = ["1", "2", "3", "4"].map {
      .init(
        url: "https://www.youtube.com/playlist?list=PL\($0)", title: $0 == "4" ? "Old" : "Mine", position: 0)
    }
    let (jobs, gone) = SyncPlan.libraryJobs(
      nested + [nested[0]],
      known: [
        known("Renamed", "https://music.youtube.com/playlist?list=PL4", .library),
        known("Gone", "https://www.youtube.com/playlist?list=PL9", .library),
      ],
      besides: [
        .init(name: "Mine", url: "https://music.youtube.com/playlist?list=PL2&si=x", origin: .configured)
      ])
    #expect(jobs.map(\.name) == ["Mine (2)", "Mine (3)", "Renamed"])
    #expect(gone == ["Gone"])
  }
}

struct SyncDecisionTests {
  private let broken = URLRefreshError(kind: .network, evidence: "reset")

  @Test(
    arguments: [
      ("abc", false, "ab", "replace"), ("", true, "ab", "keep"), ("", true, "", "nothing"),
      ("ab", true, "abc", "keep"),
      ("abcd", true, "abc", "part"), ("ab", true, "", "part"), ("", false, "ab", "keep"),
      ("", false, "", "replace"),
    ])
  func `a part never takes the place of a whole`(
    read: String, isBroken: Bool, known: String, decision: String
  ) {
    var list = letterList(read)
    if isBroken { list.problem = broken }
    let ids = known.map { letterTrack($0).id }
    switch SyncDecision(list, known: known.isEmpty ? nil : ids) {
    case .replace: #expect(decision == "replace")
    case .replaceByPart: #expect(decision == "part")
    case .keep: #expect(decision == "keep")
    case .nothing: #expect(decision == "nothing")
    }
  }

  @Test func `a playlist of nothing but private entries is no empty page`() {
    var list = letterList("")
    list.leftOut = [.init(reference: "x", reason: .isPrivate)]
    #expect(SyncDecision(list, known: [letterTrack("a").id]) == .replace)
  }
}

struct SyncScheduleTests {
  private let schedule = SyncSchedule(interval: .seconds(1800))
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func `the interval is spread by a tenth`() {
    #expect(schedule.delay(jitter: 0) == .seconds(1620))
    #expect(schedule.delay(jitter: 0.5) == .seconds(1800))
    #expect(abs(schedule.delay(jitter: 1) / .seconds(1) - 1980) < 0.001)
    #expect(schedule.delay(jitter: 0, restsFor: .seconds(900)) == .seconds(1620))
    #expect(schedule.delay(jitter: 0, restsFor: .seconds(3600)) == .seconds(3630))
  }

  @Test(arguments: [(nil, 10), (0, 1800), (600, 1200), (1795, 10), (99_999, 10), (-500, 1800)])
  func `the first waits for what the last one left`(age: Double?, seconds: Int) {
    let last = age.map { now.addingTimeInterval(-$0) }
    #expect(schedule.firstDelay(lastSync: last, now: now, jitter: 0.5) == .seconds(seconds))
  }
}
