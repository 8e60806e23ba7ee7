import ArgumentParser
import LibraryKit
import TrackKit

/// `radio`: more of what goes with a track.
struct RadioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radio", abstract: "Make a playlist of what goes with a track.",
    discussion: """
      Reads the radio that YouTube Music makes of a track into the playlist "Radio", in place of the radio \
      before. Without an id: of the track that MPD plays.
      """)

  @Argument(
    parsing: .allUnrecognized, help: .init("A video id, or the URL of a video.", valueName: "id"))
  var references: [String] = []

  @Flag(help: "Put it into MPD's queue, and play its first track.")
  var play = false

  @Flag(help: "Put it into MPD's queue.")
  var queue = false

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard try named().count <= 1 else { throw ValidationError("A radio is of one track.") }
  }

  mutating func run() throws {
    let settings = try common.settings()
    let named = try named().first
    let player = named == nil || play || queue ? try PlayerCommand(settings) : nil
    let (plays, queues, console) = (play, queue, Console.current)
    try CommandLibrary.work(settings) { library in
      let playing = named == nil ? try await player?.playingTrack() : nil
      guard let id = named ?? playing else { return }
      let (playlist, outcome) = try await library.radio(of: id) { report in
        if case .reading = report { ReportLines.say(report, on: console) }
      }
      ReportLines.say(.finished(outcome), on: console)
      guard plays || queues else { return }
      try await player?.queue(playlist.tracks, plays: plays)
      Console.note("\(Wording.count(playlist.tracks.count, "track")) in MPD's queue")
    }
  }

  private func named() throws -> [VideoID] {
    try ReferenceArguments.videos(
      references, otherwise: "A radio is of a track; `ytmpd-tui add` takes playlists and mixes.")
  }
}
