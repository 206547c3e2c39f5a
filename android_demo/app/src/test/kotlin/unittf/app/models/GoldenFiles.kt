package unittf.app.models

import org.json.JSONObject
import java.io.File

/** The files that every reader takes or refuses (tests/golden). */
object GoldenFiles {
    /** One file; [reason] is the code of its refusal, null where it is taken. */
    class Golden(val name: String, val bytes: ByteArray, val reason: String?)

    private val folder = File(checkNotNull(System.getProperty("golden")) { "no -Dgolden=" })

    /** Those that are read without a range given by the caller. */
    val all: List<Golden> by lazy {
        val files = File(folder, "files.bin").readBytes()
        val cases = JSONObject(File(folder, "refusals.json").readText()).getJSONArray("cases")
        (0 until cases.length()).map(cases::getJSONObject).filter { it.isNull("range") }.map {
            val place = it.getJSONArray("bytes")
            val bytes = files.copyOfRange(place.getInt(0), place.getInt(0) + place.getInt(1))
            Golden(
                it.getString("name"),
                bytes,
                it.optString("reason").takeIf { word ->
                    word !=
                        "null"
                },
            )
        }
    }

    fun bytes(name: String): ByteArray = all.first { it.name == name }.bytes
}
