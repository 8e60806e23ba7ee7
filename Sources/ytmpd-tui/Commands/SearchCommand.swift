import ArgumentParser
import ConfigurationKit
import ProxyKit

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
    let configuration = settings.configuration
    let store = try Library.write(configuration)
    let discovery = Discovery(sync: PlaylistSync(configuration, store: store))
    guard let selection = play ?? queue ?? add else {
      let (words, limit) = (words.joined(separator: " "), limit)
      return try show(try runBlocking { try await discovery.search(words, count: limit) }, configuration)
    }
    let record = try remembered(discovery)
    let tracks = try selection.choose(from: record)
    if add != nil { return try resolve(tracks, configuration, store) }
    let player = try PlayerCommand(settings)
    let plays = play != nil
    try runBlocking { try await player.queue(tracks, plays: plays) }
    for track in tracks { Console.note("\(TerminalText.clean(track.displayName)): in MPD's queue") }
  }

  /// The list that the numbers mean.
  private func remembered(_ discovery: Discovery) throws -> SearchRecord {
    let (words, limit) = (words.joined(separator: " "), limit)
    let record = try runBlocking { () -> SearchRecord? in
      if let record = try await discovery.rememberedSearch(words) { return record }
      return words.isEmpty ? nil : try await discovery.search(words, count: limit)
    }
    guard let record else { throw CommandFailure("nothing was searched for yet; name what to search for") }
    return record
  }

  private func show(_ record: SearchRecord, _ configuration: Configuration) throws {
    let listings = record.tracks.enumerated().map { SearchListing($1, number: $0 + 1, configuration) }
    if json { return try Console.printJSON(listings) }
    let width = String(listings.count).count
    Console.write(listings.map { $0.line(width: width) + "\n" }.joined())
    if listings.isEmpty { throw CommandFailure("nothing was found for \(TerminalText.quote(record.words))") }
  }

  private func resolve(_ tracks: [Track], _ configuration: Configuration, _ store: TrackStore) throws {
    let outcome = try runBlocking {
      try await ResolveBatch.withYtDlp(configuration, store: store) { batch in
        let progress = ProgressLines(total: tracks.count)
        return try await batch.run(tracks.map(\.id), cause: "added by hand") { progress.done($0, $1, $2) }
      }
    }
    if !outcome.isComplete { throw CommandFailure("") }
  }
}

/// Numbers of a list: `2`, `1,4`, `2-5`.
struct NumberSelection: ExpressibleByArgument, Equatable {
  /// The numbers, from 1, in the order in which they were named, each once.
  let numbers: [Int]

  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
        first >= 1, first <= last, last <= 10_000
      else { return nil }
      for number in first...last where !numbers.contains(number) { numbers.append(number) }
    }
    guard !numbers.isEmpty else { return nil }
    self.numbers = numbers
  }

  /// The tracks with these numbers.
  ///
  /// - Throws: `CommandFailure` naming the first number that nothing has.
  func choose(from record: SearchRecord) throws(CommandFailure) -> [Track] {
    guard let missing = numbers.first(where: { $0 > record.tracks.count }) else {
      return numbers.map { record.tracks[$0 - 1] }
    }
    throw CommandFailure(
      "there is no number \(missing) among the \(Wording.count(record.tracks.count, "result")) for "
        + TerminalText.quote(record.words))
  }
}

/// A result as `search` shows it. Its JSON is documented, and stays.
struct SearchListing: Encodable, Equatable {
  var number: Int
  var videoID: String
  var title: String
  var artist: String?
  var durationSeconds: Double?
  /// Where players find it; `nil` when nobody knows the port.
  var url: String?

  init(_ track: Track, number: Int, _ configuration: Configuration) {
    self.number = number
    videoID = track.id.rawValue
    title = track.title
    artist = track.artist
    durationSeconds = track.duration.map { $0 / .seconds(1) }
    url = TrackURL(configuration)?.url(for: track.id)
  }

  /// A line for people: number, length, name, id.
  func line(width: Int) -> String {
    let length = durationSeconds.map { Wording.clock(.seconds($0)) } ?? "-"
    let name = artist.map { $0.isEmpty ? title : "\($0) - \(title)" } ?? title
    let number = String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
    let padding = String(repeating: " ", count: max(0, 7 - length.count))
    return "\(number)  \(padding)\(length)  \(TerminalText.clean(name))  \(videoID)"
  }

  enum CodingKeys: String, CodingKey {
    case number, title, artist, url
    case videoID = "video_id"
    case durationSeconds = "duration_seconds"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(videoID, forKey: .videoID)
    try container.encode(title, forKey: .title)
    try container.encode(artist, forKey: .artist)
    try container.encode(durationSeconds, forKey: .durationSeconds)
    try container.encode(url, forKey: .url)
  }
}
