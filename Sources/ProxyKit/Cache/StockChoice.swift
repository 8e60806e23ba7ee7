import FoundationEssentials
import TrackKit

/// Which of the renditions that the cache has of a track a request begins with.
enum StockChoice {
  /// Chooses among `candidates`, complete ones first and then the one heard last.
  ///
  /// - Parameters:
  ///   - track: what the library knows.
  ///   - freshness: the rule by which its URL is still to be asked.
  ///   - isRefused: whether the origin has refused its URL.
  ///   - wanted: the rendition that the listener has of it already; `nil` when any will do.
  /// - Returns: the file, `nil` when none fits; and the track with what is known of it, without a URL where the library's
  ///   is of another rendition.
  static func choose(
    _ candidates: [AudioFile], for track: Track, freshness: URLFreshness, isRefused: Bool, wanted: Rendition?,
    now: Date
  ) -> (track: Track, file: AudioFile?) {
    let isFresh = !isRefused && track.media.map { freshness.verdict(on: $0, now: now) == .fresh } ?? false
    guard let file = choose(candidates, media: track.media, isFresh: isFresh, wanted: wanted) else {
      return (track, nil)
    }
    var track = track
    if let media = track.media, media.rendition.map({ fits(file, $0) }) ?? (media.length == nil) {
      track.media = media.completed(by: file.facts)
    } else {
      track.media = MediaSource(file.facts)
    }
    return (track, file)
  }

  /// What plays when nothing of the rendition that `chosen` is of, or the library's, can be had: another one that is here as
  /// a whole. `nil` when there is none, or `chosen` needs nothing.
  static func reserve(
    _ candidates: [AudioFile], for track: Track, besides chosen: AudioFile?
  ) -> (track: Track, file: AudioFile)? {
    guard chosen?.blocks.isComplete != true,
      let file = candidates.first(where: { $0 !== chosen && $0.blocks.isComplete })
    else { return nil }
    var track = track
    track.media = MediaSource(file.facts)
    return (track, file)
  }

  private static func choose(
    _ candidates: [AudioFile], media: MediaSource?, isFresh: Bool, wanted: Rendition?
  ) -> AudioFile? {
    let candidates = candidates.filter { $0.blocks.count > 0 }
    if let wanted { return candidates.first { fits($0, wanted) } }
    if let rendition = media?.rendition {
      if let same = candidates.first(where: { fits($0, rendition) }) { return same }
      // YouTube has it in another form by now.
      if isFresh { return nil }
    }
    // Its bytes need no URL. A part of another rendition than the library's would need one that may not be had any more.
    let complete = candidates.first { $0.blocks.isComplete }
    return media?.rendition == nil ? complete ?? candidates.first : complete
  }

  private static func fits(_ file: AudioFile, _ rendition: Rendition) -> Bool {
    file.facts.rendition.isSame(as: rendition)
      && (rendition.length ?? file.facts.length) == file.facts.length
  }
}

extension MediaSource {
  /// A source without a URL: what the cache knows.
  init(_ facts: AudioFacts) {
    self.init(
      url: "", resolvedAt: .distantPast, formatID: facts.rendition.formatID,
      language: facts.rendition.language, fileExtension: facts.fileExtension, contentType: facts.contentType,
      length: facts.length, bitrate: facts.bitrate)
    modified = facts.rendition.modified
  }

  /// The same with what the cache knows besides, of the same rendition.
  func completed(by facts: AudioFacts) -> MediaSource {
    var media = self
    media.length = media.length ?? facts.length
    media.formatID = media.formatID ?? facts.rendition.formatID
    media.language = media.language ?? facts.rendition.language
    media.contentType = media.contentType ?? facts.contentType
    media.bitrate = media.bitrate ?? facts.bitrate
    media.fileExtension = media.fileExtension ?? facts.fileExtension
    if media.queryValue("lmt") == nil { media.modified = media.modified ?? facts.rendition.modified }
    return media
  }

  /// Whether there is a URL that could be asked.
  var hasURL: Bool { !url.isEmpty }
}
