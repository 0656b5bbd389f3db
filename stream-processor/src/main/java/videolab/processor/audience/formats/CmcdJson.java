package videolab.processor.audience.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import videolab.processor.cmcd.CmcdDictionary;

/** CMCD's JSON form: a field for each key, a list for a list, {@code [value, {token: …}]} for a value with a token. */
final class CmcdJson {

    private CmcdJson() {}

    /** Adds the field whose value the parser stands at. */
    static void add(JsonParser json, String key, JsonToken token, CmcdDictionary cmcd) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            list(json, key, cmcd);
        } else if (token == JsonToken.VALUE_TRUE) {
            cmcd.addFlag(key);
        } else if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            cmcd.add(key, json.getText(), null);
        } else {
            json.skipChildren();
        }
    }

    private static void list(JsonParser json, String key, CmcdDictionary cmcd) throws IOException {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                return; // the parser reports what is missing
            }
            if (token == JsonToken.START_ARRAY) {
                item(json, key, cmcd);
            } else {
                add(json, key, token, cmcd);
            }
        }
    }

    private static void item(JsonParser json, String key, CmcdDictionary cmcd) throws IOException {
        String text = null;
        String objectType = null;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                return;
            }
            if (token == JsonToken.START_OBJECT) {
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    objectType = objectType == null ? name : objectType;
                    json.nextToken();
                    json.skipChildren();
                }
            } else if (token == JsonToken.START_ARRAY) {
                json.skipChildren();
            } else if (text == null) {
                text = json.getText();
            }
        }
        if (text != null) {
            cmcd.add(key, text, objectType);
        }
    }
}
