import ArgumentParser
import LibraryKit
import TrackKit

/// `search`: finds tracks at YouTube.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Search YouTube, and play, queue or add what is found.",
    discussion: """
      Lists what is found with numbers. --play, --queue and --add take numbers (2), several (1,4) and spans \
      (2-5); the same words within an hour, or no words at all, mean the list that was shown last.
      """)

  @Argument(help: "The words to search for.")
  var words: [String] = []

  @Option(help: .init("At most so many results.", valueName: "count"))
  var limit = 10

  @Option(help: .init("Put these into MPD's queue and play the first.", valueName: "numbers"))
  var play: NumberSelection?

  @Option(help: .init("Put these into MPD's queue.", valueName: "numbers"))
  var queue: NumberSelection?

  @Option(help: .init("Add these to the library with their audio URLs.", valueName: "numbers"))
  var add: NumberSelection?

  @Flag(help: "Write a JSON array, an object for each result.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard (1...100).contains(limit) else { throw ValidationError("--limit is from 1 to 100.") }
    let choices = [play, queue, add].compactMap { $0 }
    guard choices.count <= 1 else { throw ValidationError("Choose one of --play, --queue and --add.") }
    guard !words.isEmpty || !choices.isEmpty else { throw ValidationError("Name what to search for.") }
  }

  mutating func run() throws {
    let settings = try common.settings()
    guard let selection = play ?? queue ?? add else {
      let (words, limit) = (words.joined(separator: " "), limit)
      let record = try CommandLibrary.work(settings) { try await $0.search(words, count: limit) }
      return try show(record, settings.urls)
    }
    let tracks = try selection.choose(from: try remembered(settings))
    if add != nil { return try resolve(tracks, settings) }
    let player = try PlayerCommand(settings)
    let plays = play != nil
    try runBlocking { try await player.queue(tracks, plays: plays) }
    for track in tracks { Console.note("\(TerminalText.clean(track.displayName)): in MPD's queue") }
  }

  /// The list that the numbers mean.
  private func remembered(_ settings: Settings) throws -> SearchRecord {
    let (words, limit) = (words.joined(separator: " "), limit)
    let record = try CommandLibrary.work(settings) { library -> SearchRecord? in
      if let record = try await library.rememberedSearch(words) { return record }
      return words.isEmpty ? nil : try await library.search(words, count: limit)
    }
    guard let record else { throw CommandFailure("nothing was searched for yet; name what to search for") }
    return record
  }

  private func show(_ record: SearchRecord, _ urls: TrackURL?) throws {
    let listings = record.tracks.enumerated().map { SearchListing($1, number: $0 + 1, urls: urls) }
    if json { return try Console.printJSON(listings) }
    let width = String(listings.count).count
    Console.write(listings.map { $0.line(width: width) + "\n" }.joined())
    if listings.isEmpty { throw CommandFailure("nothing was found for \(TerminalText.quote(record.words))") }
  }

  private func resolve(_ tracks: [Track], _ settings: Settings) throws {
    let console = Console.current
    let outcome = try CommandLibrary.work(settings) { library in
      try await library.refresh(tracks.map(\.id), cause: "added by hand") {
        ReportLines.say($0, on: console)
      }
    }
    if !outcome.isComplete { throw CommandFailure("") }
  }
}
