import TrackKit

/// One line of a playlist's listing.
enum ListedEntry: Equatable {
  /// A track without a URL.
  case track(Track)
  /// A playlist among the entries.
  case playlist(url: String, title: String?)
  /// An entry that is no track.
  case none(LeftOutEntry)
}

extension YtDlpAnswer {
  /// What the entry of a playlist is.
  var listed: ListedEntry {
    let name = title
    if let id {
      guard let reason = reason else {
        return .track(
          Track(id: id, title: name ?? id.rawValue, artist: artist, album: album, duration: duration))
      }
      return .none(
        LeftOutEntry(
          reference: id.rawValue, name: Self.placeholders[name ?? ""] == nil ? name : nil, reason: reason))
    }
    if let url = pageURL, YouTubeReference.leadsToYouTube(url),
      case .playlist(let url) = YouTubeReference(url)
    {
      return .playlist(url: url, title: name)
    }
    let reference = rawID ?? pageURL ?? "?"
    return .none(LeftOutEntry(reference: reference, name: name, reason: .noVideo))
  }

  /// The titles YouTube gives to entries that it does not show, in the language yt-dlp asks for.
  private static let placeholders: [String: LeftOutEntry.Reason] = [
    "[Private video]": .isPrivate, "[Deleted video]": .deleted, "[Unavailable video]": .unavailable,
  ]

  /// Why an entry is no track; `nil` when it is one.
  private var reason: LeftOutEntry.Reason? {
    if let title, let reason = Self.placeholders[title] { return reason }
    switch availability {
    case "private": return .isPrivate
    case "subscriber_only": return .members
    case "premium_only": return .premium
    default: break
    }
    switch liveStatus {
    case "is_upcoming": return .upcoming
    case "is_live": return .live
    default: return nil
    }
  }
}
