package import TrackKit

/// The demo's songs: made-up artists, titles and albums in the scripts that libraries are full of.
package enum DemoLibrary {
  /// A song: what it is called, and what it sounds like.
  package struct Song: Sendable {
    /// The video id.
    let id: VideoID
    /// The artist.
    let artist: String
    /// The title.
    let title: String
    /// The album.
    let album: String
    /// The music.
    let score: Score

    /// The track as the library holds it before it was asked for: without a URL.
    package var track: Track {
      Track(id: id, title: title, artist: artist, album: album, duration: score.duration)
    }
  }

  /// The name of the playlist that holds all songs.
  package static let playlistName = "YT: Demo"

  /// The songs in playing order. No two share key, tempo and instrument.
  package static let songs: [Song] = [
    song("dEmo00-Harb", "Paper Harbour", "Morning Ferry", "Low Tide", .dMajor, 96, .musicBox, 38),
    song("dEmo01_Lune", "Élodie Brûlé", "Déjà l’été", "Café Crème", .fMajor, 112, .marimba, 44),
    song("dEmo02-Kiri", "霧島ユウ", "朝の窓", "静かな部屋", .aMinorPentatonic, 76, .bell, 52),
    song("dEmo03_Sneg", "Снежный Трамвай", "Последний вагон", "Кольцевая", .eMinor, 104, .organ, 41),
    song(
      "dEmo04-Dont", "The Wrong Envelopes", "Don't Mind the Rain", "Return to Sender", .gMajor, 126, .pluck,
      36),
    song(
      "dEmo05_Star", "Nova & the Nightlights", "Starlight 🌟 Parade", "Afterglow 🌙", .bFlatMajor, 118, .bell,
      47),
    song("dEmo06-Obla", "Þóra Ljós", "Ský yfir firði", "Norðurljós", .cMinor, 68, .strings, 58),
    song("dEmo07_Bada", "바다소리", "파도에게", "여름의 끝", .eMajor, 88, .musicBox, 49),
    song(
      "dEmo08-Long", "Ensemble of the Greater Lower Valley Railway Preservation Society",
      "Suite for an Unattended Level Crossing, Third Movement: The Signalman Remembers (Extended Evening Version)",
      "Timetables and Other Poems", .dDorian, 84, .organ, 66),
    song("dEmo09_Niao", "林小鹿", "候鳥與海", "城市邊緣", .gMajorPentatonic, 92, .pluck, 40),
    song(
      "-dEmo10Nana", "Señor Ñandú", "Canción de cuna para un robot", "Máquinas dulces", .aMajor, 72, .marimba,
      55),
    song(
      "dEmo11_Ende", "Käthe Süß", "Straßenbahn über Nacht", "Größer als Glück", .bMinor, 100, .strings, 43),
  ]
  .compactMap { $0 }

  private static func song(
    _ id: String, _ artist: String, _ title: String, _ album: String, _ key: Score.Key, _ tempo: Int,
    _ instrument: Instrument, _ seconds: Int
  ) -> Song? {
    guard let id = VideoID(id) else {
      assertionFailure("\(id) is no video id")
      return nil
    }
    let seed = id.rawValue.utf8.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) }
    let score = Score(key: key, tempo: tempo, instrument: instrument, seconds: seconds, seed: seed)
    return Song(id: id, artist: artist, title: title, album: album, score: score)
  }
}
