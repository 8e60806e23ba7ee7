import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Keys of other programs, and of one's own")
struct PresetTests {
  @Test("No preset leaves a command without a key", arguments: KeyMap.Preset.allCases)
  func complete(preset: KeyMap.Preset) {
    let map = KeyMap.preset(preset)
    for command in Set(KeyMap.standard.bindings.map(\.command)) {
      #expect(!map.keys(for: command).isEmpty, "\(command.name)")
    }
  }

  @Test(
    "The keys are those that people know",
    arguments: [
      (.ncmpcpp, "p", .togglePause), (.ncmpcpp, "c", .clearQueue), (.ncmpcpp, "m", .moveUp),
      (.ncmpcpp, ".", .nextMatch), (.rmpc, "p", .togglePause), (.rmpc, "z", .toggle(.repeat)),
      (.rmpc, "D", .clearQueue), (.vi, "u", .undo), (.vi, "x", .remove), (.vi, "G", .last),
      (.standard, "P", .togglePause),
    ] as [(KeyMap.Preset, Character, Command)])
  func known(preset: KeyMap.Preset, key: Character, command: Command) {
    #expect(KeyMap.preset(preset).command(for: .character(key)) == command)
  }

  @Test("A program gets the track in its words, and a title stays what it is")
  func own() {
    let own = OwnCommand(["/usr/bin/mpv", "--title={artist}: {title}", "{url}", "{id}", "{other}"])
    let words = own.words(id: "ID", url: "URL", title: "a; rm -rf {id}", artist: "B")
    #expect(words == ["/usr/bin/mpv", "--title=B: a; rm -rf {id}", "URL", "ID", "{other}"])
    #expect(own.needsTrack && own.name == "mpv" && !OwnCommand(["date"]).needsTrack)
    var state = Sample.state()
    state.keyMap.bind(.function(6), to: .run(own))
    _ = state.type("3")
    let url = "http://localhost:8080/proxy/track-10001"
    #expect(
      state.type([.function(6)]) == [
        .run(["/usr/bin/mpv", "--title=Tommy Guerrero: Thin Brown Layer", url, "track-10001", "{other}"])
      ])
    _ = state.type("?/mpv")
    #expect(Sample.screen(state).contains("Your own"))
  }
}
