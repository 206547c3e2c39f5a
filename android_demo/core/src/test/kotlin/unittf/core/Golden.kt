package unittf.core

import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertTrue
import java.io.File
import java.util.Base64

/** The cases that every reader is held to; see tests/golden/README.md. */
internal object Golden {
    private val folder = File(
        checkNotNull(System.getProperty("golden")) { "run with -Dgolden=the folder tests/golden" },
    )

    fun file(name: String): ByteArray = File(folder, name).readBytes()

    fun cases(name: String): List<JSONObject> {
        val cases = objects(JSONObject(String(file(name), Charsets.UTF_8)).getJSONArray("cases"))
        assertTrue("no cases in $name", cases.isNotEmpty())
        return cases
    }

    fun objects(array: JSONArray): List<JSONObject> =
        List(array.length()) { array.getJSONObject(it) }

    fun integers(array: JSONArray): IntArray = IntArray(array.length()) { array.getInt(it) }

    fun bytes(case: JSONObject, key: String): ByteArray =
        Base64.getDecoder().decode(case.getString(key))
}
