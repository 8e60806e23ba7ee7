import ArgumentParser
import LibraryKit
import MPDKit
import TrackKit

/// `push`: loads a playlist into MPD's queue.
struct PushCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Load a playlist into MPD's queue, with artist, title and album.")

  @Argument(help: "The playlist, with or without playlist_prefix.")
  var name: String

  @Flag(help: "Play its first track, or the one that --from names.")
  var play = false

  @Flag(help: "Put it in the place of the queue.")
  var replace = false

  @Flag(help: "Insert it behind the current song instead of at the end.")
  var next = false

  @Option(help: ArgumentHelp("Play its track number N, from 1.", valueName: "N"))
  var from: Int?

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    if replace, next { throw ValidationError("--replace and --next exclude each other") }
    if let from, from < 1 { throw ValidationError("--from counts from 1") }
  }

  mutating func run() throws {
    let settings = try common.settings()
    let player = try PlayerCommand(settings)
    let playlist = try CommandLibrary.playlist(name, settings)
    guard !playlist.tracks.isEmpty else {
      throw CommandFailure("the playlist \(TerminalText.quote(playlist.summary.name)) is empty")
    }
    if let from, from > playlist.tracks.count {
      let count = Wording.count(playlist.tracks.count, "track")
      throw CommandFailure(
        "no track \(from): \(TerminalText.quote(playlist.summary.name)) has \(count)", status: .usage
      )
    }
    let push = PlaylistPush(
      playlist, files: player.files, urls: player.urls,
      mode: replace ? .replace : next ? .insertNext : .append,
      playFrom: from.map { $0 - 1 } ?? (play ? 0 : nil))
    let result = try runBlocking { try await player.withClient { try await push.carryOut(on: $0) } }
    if result.wasResumed {
      Console.complain(
        "warning: MPD was lost half way; when it was back the push was done once more, from its start")
    }
    let hasLengths = playlist.tracks.contains { $0.duration != nil }
    let durations =
      result.hasDurations || !hasLengths ? "" : ", without durations: MPD does not see mpd_playlist_directory"
    Console.note(
      "\(Wording.count(result.ids.count, "track")) of \(TerminalText.clean(push.name)) pushed\(durations)")
  }
}
