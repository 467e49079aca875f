//! What systems call their columns, folded and without separators.

use crate::Role;

/// Headers of the outcome, in ranks: the surest first.
pub(crate) const OUTCOMES: [&str; 9] = [
    "outcome|converted|isconverted|won|iswon|leadoutcome|dealoutcome|ergebnis",
    "closedwon|conversion|iscustomer|becamecustomer|dealwon|wonlost|winloss|opportunityoutcome|gewonnen|hswon",
    "target|label|y|class|success|response|purchased|subscribed|hasconverted|didconvert|sale|sold|gagne|ganado",
    "dealstage|opportunitystage|stage|stagename|salesstage|phase|etape|etapa",
    "leadstatus|status|dealstatus|opportunitystatus|statut|estado",
    "lifecyclestage|disposition|result|resultat|resultado|salesdisposition",
    "isclosedwon|opportunity|opportunitywon|converteddate|qualified|issql|sql|accepted|isqualified",
    "default|churn|left|exited|clicked|bought|buyer|booked",
    "state|flag",
];

/// Headers of the other roles.
pub(crate) const NAMES: &[(Role, &str)] = &[
    (
        Role::Created,
        "created|createdate|createdat|createddate|datecreated|creationdate|createdon|createtime|createdtime|timestamp|submitted|\
         submittedat|submitdate|submissiondate|datesubmitted|leadcreateddate|leadcreated|leaddate|date|datetime|received|receivedat|\
         datereceived|inquirydate|enquirydate|leadcreatedate|firstconversiondate|firstseen|entrydate|erstellt|erstelltam|eingang|\
         eingangsdatum|datum|datedecreation|fechadecreacion|fecha|datacriacao|becamealeaddate|recentconversiondate",
    ),
    (
        Role::FirstContact,
        "firstcontact|firstcontactat|answeredat|firstcontacted|firstcontactedat|firstcontactdate|firsttouch|firsttouchdate|firstresponse|firstresponseat|\
         firstresponsedate|firstactivity|firstactivitydate|firstcall|firstcalldate|firstattempt|firstattemptat|firstattemptdate|\
         firstoutreach|firstoutreachdate|contactedat|contacteddate|contacted|datecontacted|firstmeeting|respondedat|responsedate|\
         firstengagementdate|dateoffirstengagement|firstsalesactivity|erstkontakt|premiercontact|primercontacto|calledat|\
         leadresponsedate|firstoutboundcall|firstsalestouch",
    ),
    (
        Role::Closed,
        "closed|closedat|closedate|closeddate|dateclosed|closedon|converteddate|convertedat|conversiondate|wondate|wonat|lostdate|\
         lostat|decisiondate|outcomedate|outcomeat|resolvedat|abgeschlossen|abschlussdatum|datedecloture|fechadecierre|\
         becameacustomerdate|dealclosedate|rejectedat|rejecteddate|statusdate|dispositiondate",
    ),
    (
        Role::Owner,
        "owner|leadowner|ownername|ownerid|ownerfullname|ownername|accountowner|contactowner|dealowner|opportunityowner|rep|salesrep|\
         repname|salesperson|salesrepresentative|assignedto|assigned|assignee|assignedrep|accountexecutive|ae|sdr|bdr|hubspotowner|\
         hubspotownerid|verkaufer|besitzer|zustandig|bearbeiter|proprietaire|commercial|propietario|vendedor|agent|handledby",
    ),
    (
        Role::Source,
        "leadsource|source|originalsource|sourcetype|leadorigin|origin|channel|leadchannel|acquisitionchannel|originaltrafficsource|\
         trafficsource|firsttouchsource|quelle|herkunft|leadquelle|origine|fuente|origem|originalsourcetype|latestsource|leadsourcename",
    ),
    (
        Role::Reason,
        "reason|rejectionreason|rejectreason|lostreason|lossreason|closedlostreason|disqualificationreason|disqualifiedreason|\
         unqualifiedreason|reasonlost|reasonforloss|statusreason|dispositionreason|reasonrejected|whylost|grund|ablehnungsgrund|\
         verlustgrund|motif|motivo|reasoncode|dqreason|leadrejectionreason|recyclereason",
    ),
    (
        Role::Attempts,
        "attempts|numberofattempts|callattempts|contactattempts|attemptcount|numattempts|calls|callcount|touches|numberofcalls|\
         activities|activitycount|numberofactivities|timescontacted|numberoftimescontacted|numcontactednotes|outreachattempts|\
         noofattempts|emailssent|salesactivities|followups|kontaktversuche|versuche",
    ),
    (
        Role::Value,
        "amount|value|dealvalue|dealamount|dealsize|opportunityamount|opportunityvalue|acv|arr|mrr|tcv|revenue|expectedrevenue|\
         contractvalue|pipelinevalue|betrag|wert|umsatz|montant|importe|valor|valeur|wonamount|closedamount|totalrevenue",
    ),
    (
        Role::Key,
        "id|leadid|recordid|rowid|contactid|prospectid|leadnumber|leadno|uuid|guid|key|externalid|customerid|custnum|custid|dealid|\
         opportunityid|accountid|caseid|number|no|nr|nummer|index|unnamed0|rownumber|sfid|hubspotid|userid|clientid",
    ),
];

/// Words of headers that are mostly filled in by sales, or after the fact.
pub(crate) const ANSWERED_LATER: &str = "last activity|last notable activity|last contacted|last touch|last modified|modified|\
     updated|tags|tag|quality|lead quality|lead profile|lead score|score|rating|index|grade|call|calls|duration|talk time|\
     notes|note|comment|comments|outcome|result|stage|status|disposition|closed|won|lost|reason|attempts|follow up|followup|meeting|\
     demo done|proposal|contract|invoice|amount|revenue|deal|opportunity|probability|forecast|next step|qualified|converted|\
     conversion|rep|owner|agent|called|responded|response time|touches|activity";
