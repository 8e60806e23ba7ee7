import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The command line")
struct PaletteTests {
  @Test("The palette finds commands by a few letters, and takes what stands behind them")
  func palette() {
    var state = Sample.state()
    #expect(state.type(":refex") == [])
    #expect(state.type([.enter]) == [.refreshExpired])
    func run(_ line: String) -> [Effect] { state.type(":" + line) + state.type([.enter]) }
    #expect(run("search miles davis") == [.search("miles davis", count: 20)])
    #expect(run("add https://youtu.be/x") == [.add("https://youtu.be/x")])
    #expect(run("seek 1:30") == [.seekTo(90)])
    #expect(run("volume 35") == [.setVolume(35)])
    #expect(run("seek +10") == [.seek(by: 10)] && run("seek -1:30") == [.seek(by: -90)])
    #expect(run("vol +5") == [.changeVolume(by: 5)] && run("vol -5") == [.changeVolume(by: -5)])
    #expect(run("louder 135") == [])
    #expect(Sample.screen(state).contains("a volume from 0 to 100"))
    #expect(run("zzzz") == [])
    #expect(Sample.screen(state).contains("Unknown command: zzzz"))
    #expect(run("queue") == [] && state.tab == .queue)
    _ = state.type(":mo")
    _ = state.type([.tab])
    #expect(state.overlay == .palette(LineEditor("move-up"), index: 0))
    _ = state.type([.escape])
    for command in Command.allCases { #expect(Command(name: command.name) == command) }
  }
}
