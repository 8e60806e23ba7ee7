import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Sound and themes")
struct SoundTests {
  private let sound = PlayerSound(
    outputs: [.init(id: 0, name: "Speakers", isOn: true), .init(id: 3, name: "Kitchen", isOn: false)],
    replayGain: .track, crossfade: 5, partitions: ["default", "kitchen"])

  @Test("Outputs, ReplayGain and crossfade are changed where they are shown")
  func sounds() {
    var state = Sample.state()
    #expect(state.type("O") == [.readSound])
    _ = state.update(.sound(sound), now: Sample.now)
    let screen = Sample.screen(state)
    for text in ["[x] Speakers", "[ ] Kitchen", "track", "5 s", "(●) default", "( ) kitchen"] {
      #expect(screen.contains(text), "\(text)")
    }
    #expect(state.type([.enter]) == [.setOutput(id: 0, isOn: false)])
    #expect(state.type("j ") == [.setOutput(id: 3, isOn: true)])
    #expect(state.type([.down, .enter]) == [.setReplayGain(.album)])
    #expect(state.type([.down, .enter]) == [.setCrossfade(10)])
    #expect(state.type("+-") == [.setCrossfade(6), .setCrossfade(4)])
    #expect(Sample.screen(state).contains("+ longer"))
    #expect(state.type([.down, .enter]) == [])
    #expect(state.type([.down, .enter]) == [.enterPartition("kitchen")])
    #expect(!Sample.screen(state).contains("can't be removed"))
    #expect(state.type([.up, .up]) == [])
    // What is read again keeps the selection.
    var changed = sound
    changed.crossfade = 10
    changed.partition = "kitchen"
    _ = state.update(.sound(changed), now: Sample.now)
    #expect(Sample.screen(state).contains("(●) kitchen  can't be removed meanwhile"))
    #expect(state.type([.enter]) == [.setCrossfade(0)])
    #expect(state.type([.escape]) == [] && state.overlay == nil)
  }

  @Test(
    "An answer that comes late opens nothing",
    arguments: [[Key.escape], [.character("3")], [.enter, .escape]])
  func late(keys: [Key]) {
    var state = Sample.state()
    _ = state.type("O")
    if keys.count > 1 { _ = state.update(.sound(sound), now: Sample.now) }
    _ = state.type(keys)
    _ = state.update(.sound(sound), now: Sample.now)
    #expect(state.overlay == nil)
    _ = state.type("O")
    // The button of a click on the key bar comes up.
    _ = state.type([.mouse(MouseEvent(.release, column: 1, row: 1))])
    _ = state.update(.sound(sound), now: Sample.now)
    #expect(state.overlay == .sound(sound, index: 0))
  }

  @Test("An output is switched by two clicks")
  func clicked() throws {
    var state = Sample.state()
    _ = state.type("O")
    _ = state.update(.sound(sound), now: Sample.now)
    state.look()
    let area = try state.area(of: .choose(1))
    let click = Key.mouse(MouseEvent(.press, column: area.column, row: area.row))
    #expect(state.type([click]) == [] && state.type([click]) == [.setOutput(id: 3, isOn: true)])
  }

  @Test(
    "A theme is seen while it is chosen; Escape brings the old one back, and a file that changes is seen at once"
  )
  func themes() {
    var state = State(
      size: Size(columns: 80, rows: 24), now: Sample.now,
      themes: ["standard", "nord", "own"].map { Theme($0) })
    _ = state.type("Tj")
    #expect(state.theme.name == "nord" && Sample.screen(state).contains("own"))
    #expect(state.type([.escape]) == [] && state.theme == .standard)
    _ = state.type("Tk")
    _ = state.type([.enter])
    #expect(state.theme.name == "own" && state.overlay == nil)
    let own = Theme("own", colours: .init(roles: [.accent: 0x112233], ground: 0))
    _ = state.update(.themes([.standard, own]), now: Sample.now)
    #expect(state.theme == own)
    _ = state.type(":theme standard")
    _ = state.type([.enter])
    #expect(state.theme == .standard)
  }
}
