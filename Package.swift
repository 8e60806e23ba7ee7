// swift-tools-version: 6.2
import PackageDescription

/// The manner every Swift target of this package is compiled in.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "ytmpd-tui",
  products: [
    .executable(name: "ytmpd-tui", targets: ["ytmpd-tui"]),
    .library(name: "LibraryKit", targets: ["LibraryKit"]),
    .library(name: "ProxyKit", targets: ["ProxyKit"]),
    .library(name: "MPDKit", targets: ["MPDKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(name: "CFriBidi", providers: [.apt(["libfribidi-dev"])]),
    .systemLibrary(name: "CMPDClient", providers: [.apt(["libmpdclient-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CReadiness"),
    // What Swift can't do about its own process.
    .target(name: "CProcess", cSettings: [.treatAllWarnings(as: .error)]),
    // What Swift can't do about files.
    .target(name: "CDisk", cSettings: [.treatAllWarnings(as: .error)]),

    // The edge: parses, composes, joins.
    .executableTarget(
      name: "ytmpd-tui",
      dependencies: [
        "ConfigurationKit", "ControlKit", "DashboardKit", "DemoKit", "LibraryKit", "LoopbackOrigin", "MPDKit",
        "ProxyKit", "TerminalKit", "TrackKit", "CCurl", "CICUData", "CMalloc", "CNcurses", "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    // ICU's tables left out: see the comment in its only file.
    .target(name: "CICUData"),

    // What all parts know.
    .target(name: "TrackKit", swiftSettings: strict),
    // The collection: store, yt-dlp, playlists, sync.
    .target(
      name: "LibraryKit",
      dependencies: [
        "TrackKit",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: strict),
    // The relay and its HTTP server.
    .target(
      name: "ProxyKit",
      dependencies: [
        "TrackKit", "CCurl", "CDisk", "CMalloc", "CReadiness",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    // The socket by which the user's other processes speak to the one that owns the library.
    .target(
      name: "ControlKit",
      dependencies: [
        "ProxyKit", "TrackKit",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(name: "MPDKit", dependencies: ["CMPDClient", "CProcess"], swiftSettings: strict),
    // The dashboard as values, and the terminal it is painted on.
    .target(name: "DashboardKit", dependencies: ["TrackKit"], swiftSettings: strict),
    .target(
      name: "TerminalKit", dependencies: ["DashboardKit", "CFriBidi", "CNcurses", "CProcess", "CReadiness"],
      swiftSettings: strict),
    .target(
      name: "ConfigurationKit", dependencies: [.product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    // A web server on loopback with googlevideo's manners: the origin of `demo` and of the tests.
    .target(
      name: "LoopbackOrigin",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    // Songs made up, a private MPD, a player of its own: what `demo` shows the dashboard over.
    .target(
      name: "DemoKit", dependencies: ["CProcess", "LibraryKit", "LoopbackOrigin", "TrackKit"],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: [
        "LibraryKit", "LoopbackOrigin", "TrackKit",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/TestSupport",
      resources: [.copy("Plugins")],
      swiftSettings: strict),
    // The loopback origin for `scripts/players`, which is in Python.
    .executableTarget(
      name: "loopback-origin", dependencies: ["LoopbackOrigin"], path: "Tests/OriginProgram",
      swiftSettings: strict),
    .testTarget(
      name: "TrackKitTests", dependencies: ["TrackKit", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "LibraryKitTests",
      dependencies: [
        "LibraryKit", "LoopbackOrigin", "TestSupport", "TrackKit",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProxyKitTests",
      dependencies: [
        "CDisk", "LibraryKit", "LoopbackOrigin", "ProxyKit", "TestSupport", "TrackKit",
        .product(name: "GRDB", package: "GRDB.swift"), .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ControlKitTests", dependencies: ["ControlKit", "TrackKit", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MPDKitTests", dependencies: ["MPDKit", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DashboardKitTests", dependencies: ["DashboardKit", "TrackKit"], exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "TerminalKitTests", dependencies: ["DashboardKit", "TerminalKit", "TrackKit"],
      swiftSettings: strict),
    .testTarget(
      name: "ConfigurationKitTests", dependencies: ["ConfigurationKit"], swiftSettings: strict),
    .testTarget(
      name: "LoopbackOriginTests", dependencies: ["LoopbackOrigin"], swiftSettings: strict),
    .testTarget(
      name: "DemoKitTests",
      dependencies: ["DemoKit", "LibraryKit", "LoopbackOrigin", "TestSupport", "TrackKit"],
      swiftSettings: strict),
    // The executable's own tests.
    .testTarget(
      name: "ytmpd-tuiTests",
      dependencies: [
        "ytmpd-tui", "ConfigurationKit", "ControlKit", "DashboardKit", "LibraryKit", "MPDKit", "ProxyKit",
        "TerminalKit",
        "TestSupport", "TrackKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "ytmpd-tui", "loopback-origin", "ControlKit", "DashboardKit", "LibraryKit", "LoopbackOrigin",
        "MPDKit", "ProxyKit",
        "TestSupport", "TrackKit",
      ],
      swiftSettings: strict),
  ]
)
