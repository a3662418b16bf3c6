package touchstone;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of a key and a value with a tabulator between them: how the two sides write to each other. */
final class Setup {
  private final Map<String, List<String>> values = new HashMap<>();

  static Setup read(File file) throws IOException {
    Setup setup = new Setup();
    for (String line : new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).split("\n")) {
      int tab = line.indexOf('\t');
      if (tab < 0) continue;
      setup.values.computeIfAbsent(line.substring(0, tab), each -> new ArrayList<>()).add(unescaped(line.substring(tab + 1)));
    }
    return setup;
  }

  List<String> all(String key) {
    return values.getOrDefault(key, Collections.emptyList());
  }

  String one(String key) {
    List<String> found = all(key);
    return found.isEmpty() ? "" : found.get(0);
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each != '\\' || at + 1 == text.length()) {
        plain.append(each);
        continue;
      }
      char next = text.charAt(++at);
      plain.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
    }
    return plain.toString();
  }
}
